// A real OpenID provider on loopback for the tests. It prints its issuer and ends when its input is closed.
import http from "node:http";
import Provider from "oidc-provider";

const UNVERIFIED = new Set(["unverified"]);
const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "linchpin",
        client_secret: "a secret that only tests use",
        application_type: "native", // A port of this machine is not compared, as each test is served at another.
        redirect_uris: ["http://127.0.0.1/sign-in/with/saltmarsh/done"],
        post_logout_redirect_uris: ["http://127.0.0.1/sign-in"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    cookies: { keys: ["a key that only tests use"] },
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    // Whoever signs in with a name has the address of that name; there are no passwords here.
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${UNVERIFIED.has(id) ? "marisol" : id}@saltmarsh.example`,
        email_verified: !UNVERIFIED.has(id),
      }),
    }),
  });
  // Its pages ask for a font of another site; a test goes nowhere else.
  provider.use(async (ctx, next) => {
    await next();
    if (typeof ctx.body === "string") ctx.body = ctx.body.replace(/@import url\(https:[^)]*\);/g, "");
  });
  server.on("request", provider.callback());
  console.log(JSON.stringify({ issuer }));
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
