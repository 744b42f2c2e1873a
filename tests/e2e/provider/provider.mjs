// A real OpenID provider (oidc-provider) on loopback for the tests. Not part of the program.
// Arguments: port, address of the inbox. Its people are called by their login; the personnel id is the same.
import Provider from "oidc-provider";

const [port, inbox] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "laufmappe",
      client_secret: "a secret that is only for tests",
      redirect_uris: [`${inbox}/sign-in/provider/back`],
      post_logout_redirect_uris: [`${inbox}/sign-in`],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ["sub"], profile: ["name", "personalnummer"], email: ["email"] },
  conformIdTokenClaims: false,
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: `subject-${id}`, name: `Demo ${id}`, personalnummer: id, email: `${id}@haus.example` }),
  }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
