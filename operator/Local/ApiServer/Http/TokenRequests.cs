using GptOperator.Local.ApiServer.Authentication;
using GptOperator.Local.ApiServer.Objects;

namespace GptOperator.Local.ApiServer.Http;

/// <summary>Issues tokens of service accounts, as <c>kubectl create token</c> asks for them.</summary>
internal sealed class TokenRequests(ObjectService objects, TimeProvider time, ServerIdentity identity)
{
    private const long DefaultSeconds = 3600;
    private const long ShortestSeconds = 600;

    private readonly ServiceAccountTokens _tokens = new(identity.Token, time);

    public async Task CreateAsync(HttpContext context, RequestInfo info)
    {
        var request = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        var account = objects.Find(info.Type, info.Namespace!, info.Name!);
        var seconds = request.At("spec", "expirationSeconds").AsInteger() ?? DefaultSeconds;
        if (seconds < ShortestSeconds)
            throw ApiException.Invalid(info.Type, info.Name!, new Schemas.FieldError("spec.expirationSeconds", "FieldValueInvalid", $"Invalid value: {seconds}: may not specify a duration less than 10 minutes"));
        var expiry = time.GetUtcNow().AddSeconds(seconds);
        request.Child("spec")["expirationSeconds"] = seconds;
        request["status"] = new System.Text.Json.Nodes.JsonObject
        {
            ["token"] = _tokens.Issue(account.Namespace, account.Name, account.Uid, expiry),
            ["expirationTimestamp"] = Json.Time(expiry),
        };
        await Answer.JsonAsync(context, 201, request).ConfigureAwait(false);
    }
}
