// A real OpenID provider for the test: whoever comes is the account of LOGIN. Prints its address when it listens.
import http from "node:http";
import Provider from "oidc-provider";

const [login, secret, callback] = process.argv.slice(2);
const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "gaoxin", client_secret: secret, redirect_uris: [callback], grant_types: ["authorization_code"] }],
    claims: { openid: ["sub"], profile: ["preferred_username", "name"] },
    cookies: { keys: [secret] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, preferred_username: sub, name: sub }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on("request", (req, res) =>
    req.url.startsWith("/interaction/")
      ? provider.interactionFinished(req, res, { login: { accountId: login } }, { mergeWithLastSubmission: false })
      : answer(req, res));
  console.log(issuer);
});
