// SPDX-License-Identifier: MIT

const TIMEOUT_MS = 5000;
const DEFAULT_TTL_SECONDS = 3600;
/** Of what a browser can wait for. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

interface Answer {
  iceServers: RTCIceServer[];
  ttl?: number;
}

/** What shows that an id is ours. */
export interface Proof {
  id: string;
  token: string;
}

const UNAUTHORIZED = 401;

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && Array.isArray((value as Partial<Answer>).iceServers);
}

/** The STUN and TURN servers of our calls, as the server names them. Their credentials run out, so it is asked again. */
export class IceServers {
  /** For every RTCPeerConnection; always the same object. */
  readonly config: RTCConfiguration = { iceServers: [] };
  private renewAt = 0;
  private request: Promise<void> | null = null;
  private timer = 0;
  private wantsProof = false;

  /** `proof`: the page's id and its token, which a server may ask for; null before there is one. */
  constructor(
    private readonly path: string,
    private readonly proof: () => Proof | null,
  ) {}

  /** The first servers are on their way, as the server has heard only now who asks. */
  get proving(): boolean {
    return this.wantsProof && this.renewAt === 0 && this.request !== null;
  }

  /** Asks the server, unless what it said last is good for a while. A server without an answer leaves things as they are. */
  refresh(): Promise<void> {
    if (Date.now() < this.renewAt) return Promise.resolve();
    this.request ??= this.ask().finally(() => (this.request = null));
    return this.request;
  }

  private async ask(): Promise<void> {
    const proof = this.wantsProof ? this.proof() : null;
    const url = new URL(this.path, location.href);
    if (proof) url.searchParams.set('id', proof.id);
    try {
      const response = await fetch(url, {
        cache: 'no-store',
        headers: proof ? { 'X-Token': proof.token } : {},
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.status === UNAUTHORIZED) return await this.prove(proof);
      const answer: unknown = response.ok ? await response.json() : { iceServers: [] };
      if (!isAnswer(answer)) return;
      this.config.iceServers = answer.iceServers;
      // A call may begin at any moment, and last.
      const delay = Math.min(((answer.ttl ?? DEFAULT_TTL_SECONDS) / 2) * 1000, LONGEST_DELAY_MS);
      this.renewAt = Date.now() + delay;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.refresh(), delay);
    } catch {
      // The server is away: ask again when it is back.
    }
  }

  /** Asks again with the proof that the last question lacked, or waits until there is one. */
  private async prove(given: Proof | null): Promise<void> {
    this.wantsProof = true;
    if (given === null && this.proof() !== null) await this.ask();
  }
}
