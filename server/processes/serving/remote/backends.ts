import type { BackendSeen } from "../../../domains/serving/contract.ts";
import type { Deps } from "../../../platform/deps.ts";
import { openEgress } from "../../../platform/egress.ts";
import { Backend, type BackendAddress } from "./backend.ts";

/** The backends that the snapshot knows; each is connected to once a version runs on it. */
export class Backends {
  private readonly parts: ConstructorParameters<typeof Backend>[1];
  private known: readonly BackendAddress[] = [];
  private readonly open = new Map<string, Backend>();
  constructor(deps: Pick<Deps, "env" | "clock">) {
    this.parts = { egress: openEgress({ allow: deps.env.egressAllow }), clock: deps.clock };
  }

  /** Another address or timeout is another backend; its requests under way end as they began. */
  know(addresses: readonly BackendAddress[]): void {
    this.known = addresses;
    for (const [name, backend] of this.open) {
      const now = addresses.find((one) => one.name === name);
      if (now?.url === backend.address.url && now.timeoutMs === backend.address.timeoutMs) continue;
      this.open.delete(name);
      backend.close();
    }
  }

  /** Null: there is none of this name. */
  named(name: string): Backend | null {
    const had = this.open.get(name);
    if (had) return had;
    const address = this.known.find((one) => one.name === name);
    if (!address) return null;
    const backend = new Backend(address, this.parts);
    this.open.set(name, backend);
    return backend;
  }

  async probe(): Promise<void> {
    await Promise.all([...this.open.values()].map((backend) => backend.probe()));
  }

  get seen(): BackendSeen[] {
    return [...this.open.values()].map((backend) => backend.seen);
  }

  close(): void {
    for (const backend of this.open.values()) backend.close();
  }
}
