/** What every program needs: answers or reasons, and tokens that are kept as docs/guide.md says. */

import type { Client } from "openapi-fetch";
import type { components, paths } from "./schema.js";

export type Api = Client<paths>;
export type Schemas = components["schemas"];

/** The data of an answer. Throws what the server says is wrong. */
export function ok<Data>(answer: { data?: Data; error?: Schemas["Error"] | undefined; response: Response }): Data {
  if (answer.data === undefined) {
    const reasons = answer.error?.errors.map((one) => `${one.attr ?? ""} ${one.code}: ${one.detail}`);
    throw new Error(`${answer.response.status} ${answer.response.url} ${reasons?.join("; ") ?? ""}`);
  }
  return answer.data;
}

/**
 * Sends the access token. When it has expired, exchanges the refresh token once, whoever asks
 * meanwhile waits for the same exchange, and the request is sent again. A POST has a key, by which
 * the server knows it again: whatever was lost on the way, it is done once.
 */
export class TokenKeeper {
  private refreshing: Promise<void> | undefined;
  private readonly retries = new WeakMap<Request, Request>();

  constructor(
    private readonly stranger: Api,
    private tokens: Schemas["Tokens"],
  ) {}

  onRequest = ({ request }: { request: Request }): Request => {
    if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", crypto.randomUUID());
    }
    this.retries.set(request, request.clone());
    return this.signed(request);
  };

  onResponse = async ({ request, response }: { request: Request; response: Response }): Promise<Response> => {
    const again = this.retries.get(request);
    if (response.status !== 401 || again === undefined) {
      return response;
    }
    const { errors } = (await response.clone().json()) as Schemas["Error"];
    if (errors[0]?.code !== "token_expired") {
      return response;
    }
    this.refreshing ??= this.refresh().finally(() => {
      this.refreshing = undefined;
    });
    await this.refreshing;
    return fetch(this.signed(again));
  };

  async refresh(): Promise<void> {
    const body = { refresh_token: this.tokens.refresh_token };
    this.tokens = ok(await this.stranger.POST("/api/v1/auth/refresh-token", { body }));
  }

  private signed(request: Request): Request {
    request.headers.set("Authorization", `Bearer ${this.tokens.access_token}`);
    return request;
  }
}
