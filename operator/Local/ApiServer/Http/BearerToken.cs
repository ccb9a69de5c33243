using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Lets in who has the server's token, as a user who may do everything; health and version are open to all.</summary>
internal sealed class BearerToken(string token)
{
    private readonly byte[] _expected = Encoding.UTF8.GetBytes("Bearer " + token);

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var given = Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString());
        if (CryptographicOperations.FixedTimeEquals(given, _expected))
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim(ClaimTypes.Name, "kubernetes-admin"), new Claim(ClaimTypes.GroupSid, "system:masters")], "Bearer"));
        }
        else if (context.Request.Path.Value is not ("/healthz" or "/livez" or "/readyz" or "/version"))
        {
            var error = ApiException.Unauthorized();
            await Answer.JsonAsync(context, error.Code, error.ToStatus()).ConfigureAwait(false);
            return;
        }

        await next(context).ConfigureAwait(false);
    }
}
