/**
 * A project from two registrations to two reviews, by the generated types: `node built/story.js ADDRESS`.
 *
 * All that is sent and answered has a type, which tsc checks; run, it shows that the types are true.
 */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";
import { type Api, ok, type Schemas, TokenKeeper } from "./tokens.js";

type Role = Schemas["RegisterRequest"]["role"];

interface Person {
  username: string;
  api: Api;
}

const PATIENCE = 10_000; // milliseconds
const PASSWORD = "plum velvet tractor 19"; // of accounts made for the story
const TAG = randomBytes(4).toString("hex");

async function register(address: string, name: string, role: Role): Promise<Person> {
  const stranger = createClient<paths>({ baseUrl: address });
  const username = `${name}-${TAG}`;
  const registered = ok(
    await stranger.POST("/api/v1/auth/register", {
      body: { username, email: `${username}@example.com`, password: PASSWORD, role },
    }),
  );
  assert.equal(registered.user.role, role);
  const again = ok(await stranger.POST("/api/v1/auth/login", { body: { username, password: PASSWORD } }));
  const keeper = new TokenKeeper(stranger, again);
  await keeper.refresh();
  const api = createClient<paths>({ baseUrl: address });
  api.use(keeper);
  assert.equal(ok(await api.GET("/api/v1/me")).username, username);
  return { username, api };
}

async function fillProfile({ username, api }: Person): Promise<void> {
  const changes: Schemas["PatchedEditProfileRequest"][] = [
    { headline: "Terraces that stay dry", city: "Kochi", country: "IN" },
    { hourly_rate: "900", currency: "INR", availability: "available" },
  ];
  for (const body of changes) {
    ok(await api.PATCH("/api/v1/me/profile", { body }));
  }
  const skill = ok(
    await api.POST("/api/v1/me/skills", { body: { name: "waterproofing", level: "expert", years: 6 } }),
  );
  assert.equal(skill.evidence, "claimed");
  const form = new FormData();
  form.set("file", new Blob(["Mira Sen\nSite engineer, Lakeside Builders, 2019 to today\n"]), "cv.txt");
  const cv = ok(
    await api.PUT("/api/v1/me/cv", { body: { file: "cv.txt" }, bodySerializer: () => form }),
  );
  assert.equal(cv.file_name, "cv.txt");
  const profile = ok(await api.GET("/api/v1/me/profile"));
  assert.equal(profile.headline, "Terraces that stay dry");
  console.log(`${username}'s profile is ${profile.completeness.percent} % complete.`);
}

/** Freelancers who keep terraces dry, page by page. */
async function* search(api: Api, most: number): AsyncGenerator<Schemas["FoundCard"]> {
  let cursor: string | undefined;
  for (let page = 0; page < most; page += 1) {
    const found: Schemas["SearchPage"] = ok(
      await api.GET("/api/v1/profiles", {
        params: {
          query: {
            skill: ["waterproofing"],
            country: "IN",
            ordering: "-joined",
            page_size: 2,
            ...(cursor === undefined ? {} : { cursor }),
          },
        },
      }),
    );
    yield* found.results;
    if (found.next === null) {
      return;
    }
    cursor = new URL(found.next).searchParams.get("cursor") ?? undefined;
  }
}

/** The usernames that are found, once a list has the newest: half a second after the change. */
async function untilListed(api: Api, username: string): Promise<string[]> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found: string[] = [];
    for await (const card of search(api, 5)) {
      found.push(card.username);
    }
    if (found[0] === username || Date.now() > deadline) {
      return found;
    }
    await setTimeout(200);
  }
}

async function agree(client: Person, freelancer: Person): Promise<string> {
  const project = ok(
    await client.api.POST("/api/v1/projects", {
      body: {
        title: `A terrace that leaks (${TAG})`,
        description: "Forty square metres, above the lift.",
        skills: ["waterproofing"],
        status: "open",
      },
    }),
  );
  const params = { path: { id: project.id } };
  const body = { cover_note: "I can look at it on Monday.", rate: "82000", currency: "INR" };
  const proposal = ok(await freelancer.api.POST("/api/v1/projects/{id}/proposals", { params, body }));
  const accepted = ok(
    await client.api.POST("/api/v1/proposals/{id}/accept", { params: { path: { id: proposal.id } } }),
  );
  assert.deepEqual([accepted.status, accepted.rate], ["accepted", "82000.00"]);
  const done = ok(await client.api.POST("/api/v1/projects/{id}/complete", { params }));
  assert.equal(done.status, "completed");
  return project.id;
}

function review({ api }: Person, project: string, rating: number) {
  return api.POST("/api/v1/projects/{id}/reviews", {
    params: { path: { id: project } },
    body: { rating, text: "Clear about the work, and done on the day." },
  });
}

async function main(address: string): Promise<void> {
  const client = await register(address, "lake", "client");
  const freelancer = await register(address, "mira", "freelancer");
  await fillProfile(freelancer);
  const found = await untilListed(client.api, freelancer.username);
  assert.equal(found[0], freelancer.username);
  assert.equal(new Set(found).size, found.length, "a page overlaps the one before");
  const project = await agree(client, freelancer);

  assert.equal(ok(await review(client, project, 5)).revealed_at, null);
  ok(await review(freelancer, project, 4));
  const { error } = await review(client, project, 1);
  assert.equal(error?.errors[0]?.code, "already_reviewed");
  const page = ok(
    await client.api.GET("/api/v1/profiles/{username}/reviews", {
      params: { path: { username: freelancer.username } },
    }),
  );
  assert.deepEqual(page.results.map((one) => one.rating), [5]);
  assert.equal(page.reputation.histogram["5"], 1);
  console.log(`${freelancer.username} has a review: ${page.results[0]?.text}`);

  for (const { api } of [client, freelancer]) {
    const { response } = await api.DELETE("/api/v1/me", { body: { current_password: PASSWORD } });
    assert.equal(response.status, 204);
  }
  console.log("The whole story, with types.");
}

await main(process.argv[2] ?? "http://127.0.0.1:8000");
