/** What other rooms may use of embeds. */
export { createEmbed } from "./create-embed.ts";
export { listEmbeds } from "./list-embeds.ts";
export { revokeEmbed } from "./revoke-embed.ts";
export { openEmbed, type OpenedEmbed } from "./open-embed.ts";
export { panelData } from "./panel-data.ts";
export { drawPanel, pictureThemes, type PictureTheme } from "./rules/picture.ts";
