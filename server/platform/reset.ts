import type { Tx } from "./db.ts";

/**
 * Empties registry, tracking, webhooks, backends, saved views, releases and monitoring, and restores experiment 0: for
 * SIGNALBOX_TEST_RESET only. People, tokens, embeds, the audit log and the replicas' counters stay. Ids of models, versions and releases go on rising,
 * because serving knows what it has loaded by them; experiments begin at 1 again, as in a new tracking server.
 */
export async function emptyForTests(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    TRUNCATE experiment, registered_model, release, route, route_history, frozen_version, baseline, artifact, webhook, import_item, multipart_upload, trash_item, saved_view,
      monitoring_delta, monitoring_window, monitoring_gap, quality_window, segment_window, segment_labels, label_page, prediction_log, column_state, model_state, storage_tally, reported_model, backend, fleet_entry CASCADE`;
  await tx.$executeRaw`DELETE FROM job WHERE kind = 'baseline.profile'`;
  await tx.$executeRaw`INSERT INTO experiment (id, name, artifact_location) VALUES (0, 'Default', 'mlflow-artifacts:/0')`;
  await tx.$executeRaw`SELECT setval(pg_get_serial_sequence('experiment', 'id'), 1, false)`;
}
