/** The keeper of tokens against a server that lets the first access token expire. */

import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";
import { ok, TokenKeeper } from "./tokens.js";

const TOKENS = { token_type: "Bearer", expires_in: 1800 };

async function body(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) {
    text += part;
  }
  return text;
}

test("an expired token is exchanged once, and what was refused is sent again whole", async () => {
  const refreshed: string[] = [];
  const keys: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    const sent = await body(request);
    if (request.url === "/api/v1/projects") {
      keys.push(request.headers["idempotency-key"] as string | undefined);
    }
    response.setHeader("Content-Type", "application/json");
    if (request.url === "/api/v1/auth/refresh-token") {
      refreshed.push(JSON.parse(sent).refresh_token);
      response.end(JSON.stringify({ ...TOKENS, access_token: "new", refresh_token: "second" }));
    } else if (request.headers.authorization === "Bearer new") {
      response.end(sent);
    } else {
      response.statusCode = 401;
      const errors = [{ code: "token_expired", detail: "Refresh it.", attr: null }];
      response.end(JSON.stringify({ type: "client_error", errors }));
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = createClient<paths>({ baseUrl });
  const old = { ...TOKENS, access_token: "old", refresh_token: "first" };
  api.use(new TokenKeeper(createClient<paths>({ baseUrl }), old));

  const change = { last_name: "Sen-Gupta" };
  const both = await Promise.all([1, 2].map(() => api.PATCH("/api/v1/me", { body: change })));
  for (const answer of both) {
    assert.equal(ok(answer).last_name, "Sen-Gupta");
  }
  assert.deepEqual(refreshed, ["first"]);

  // The token expires once more: the second attempt has the key of the first.
  api.use({ onRequest: ({ request }) => request.headers.set("Authorization", "Bearer old") });
  const project = { title: "A terrace that leaks", description: "Forty square metres." };
  ok(await api.POST("/api/v1/projects", { body: project }));
  assert.equal(keys.length, 2);
  assert.match(keys[0] ?? "", /^[0-9a-f-]{36}$/);
  assert.equal(keys[1], keys[0]);
  server.close();
});
