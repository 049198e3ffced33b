// A certified OpenID Connect provider with ProConnect's rules and invented people. It ends with whoever started it.
// One line of JSON on standard input says {port, clients: {id: public address}, secret}; it then prints "ready".

import { generateKeyPairSync } from "node:crypto";
import { createInterface } from "node:readline";
import Provider, { errors } from "oidc-provider";

const CLAIMS = ["given_name", "usual_name", "email", "uid", "siret", "idp_id"];
const PEOPLE = {
  camille: { given_name: "Camille", usual_name: "Exemple", email: "camille@example.org" },
  dominique: { given_name: "Dominique", usual_name: "Modèle", email: "dominique@example.org" },
  nobody: { given_name: "Sacha", usual_name: "Personne", email: "sacha@example.org" },
  mute: { given_name: "Claude", usual_name: "Muet" }, // has no e-mail address
};
// What ProConnect's authorize address takes; for anything else it shows an error of its own.
const KNOWN = new Set(["response_type", "client_id", "redirect_uri", "scope", "claims", "state", "nonce", "prompt",
  "acr_values", "idp_hint", "login_hint", "siret_hint", "code_challenge", "code_challenge_method"]);
const LONG = 32; // characters

createInterface({ input: process.stdin }).once("line", (line) => serve(JSON.parse(line)));
process.stdin.on("end", () => process.exit(0));

function serve({ port, clients, secret }) {
  const issuer = `http://localhost:${port}`;
  const provider = new Provider(issuer, {
    clients: Object.entries(clients).map(([id, address]) => client(id, address, secret)),
    claims: { openid: ["sub"], ...Object.fromEntries(CLAIMS.map((name) => [name, [name]])) },
    scopes: ["openid"],
    clientAuthMethods: ["client_secret_post"],
    cookies: { keys: ["invented for tests"] },
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource },
    },
    findAccount: (_, id) => PEOPLE[id] && { accountId: id, claims: () => said(id) },
    jwks: { keys: [newKey()] },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant,
    pkce: { required: () => false },
    renderError: (ctx, out) => refuse(ctx, out.error_description ?? out.error),
    responseTypes: ["code"],
    routes: { authorization: "/authorize", end_session: "/session/end" },
    ttl: { AuthorizationCode: 30, AccessToken: 60, IdToken: 60, Grant: 43200, Interaction: 600, Session: 43200 },
  });
  provider.use(strict);
  provider.use((ctx, next) => signIn(provider, ctx, next));
  provider.on("server_error", (_, fault) => console.error(fault));
  provider.listen(port, "127.0.0.1", () => console.log("ready"));
}

function client(id, address, secret) {
  return {
    client_id: id, client_secret: secret, token_endpoint_auth_method: "client_secret_post",
    redirect_uris: [`${address}/callback`], post_logout_redirect_uris: [`${address}/signin`],
    response_types: ["code"], grant_types: ["authorization_code"],
    id_token_signed_response_alg: "RS256", userinfo_signed_response_alg: "RS256",
  };
}

// Another one at each start, as after a rotation.
function newKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" };
}

function said(id) {
  const idp = "00000000-0000-4000-8000-000000000001";
  return { sub: id, uid: `uid-${id}`, siret: "13002526500013", idp_id: idp, ...PEOPLE[id] };
}

// ProConnect asks nobody for consent.
async function loadExistingGrant(ctx) {
  const { client, session, provider, requestParamOIDCScopes } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope([...requestParamOIDCScopes].join(" "));
  await grant.save();
  return grant;
}

// Refused before the provider itself looks, and shown to the person instead of being sent back.
async function strict(ctx, next) {
  const { path, query } = ctx;
  const short = ["state", ...(path === "/authorize" ? ["nonce"] : [])].filter((name) => !(query[name]?.length >= LONG));
  if (path === "/authorize") {
    const unknown = Object.keys(query).filter((name) => !KNOWN.has(name));
    const prompt = query.prompt !== undefined && query.prompt !== "none";
    if (unknown.length || prompt || short.length) return refuse(ctx, `Y000400 ${[...unknown, ...short]}`);
  }
  if (path === "/session/end" && (short.length || !query.id_token_hint)) return refuse(ctx, "Y000400 session/end");
  return next();
}

function refuse(ctx, why) {
  page(ctx, `<h1>Erreur du fournisseur</h1><p>${why.replace(/[<&]/g, "")}</p>`);
  ctx.status = 400;
}

// The page where somebody says who they are, or goes back.
async function signIn(provider, ctx, next) {
  const [, uid, choice] = ctx.path.match(/^\/interaction\/([\w-]+)(?:\/(\w+))?$/) ?? [];
  if (!uid) return next();
  try {
    await provider.interactionDetails(ctx.req, ctx.res);
  } catch (fault) {
    if (fault instanceof errors.SessionNotFound) return refuse(ctx, "session");
    throw fault;
  }
  if (choice) {
    const cancelled = { error: "access_denied", error_description: "<b>cancelled</b>" };
    const result = PEOPLE[choice] ? { login: { accountId: choice } } : cancelled;
    ctx.respond = false;
    return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  }
  const links = [...Object.keys(PEOPLE), "cancel"].map((name) => `<p><a href="/interaction/${uid}/${name}">${name}</a></p>`);
  page(ctx, `<h1>Qui êtes-vous ?</h1>${links.join("")}`);
}

// ProConnect does not ask again whether somebody wants to sign out.
function logoutSource(ctx, form) {
  page(ctx, `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">…</button>
    <script>document.querySelector("button").click()</script>`);
}

function page(ctx, body) {
  ctx.type = "html";
  ctx.body = `<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><title>Fournisseur</title>${body}</html>`;
}
