namespace GptOperator.Kubernetes;

internal static class BodyReader
{
    /// <summary>Reads at most <paramref name="limitBytes"/>; a longer body is an error, whatever its headers claimed.</summary>
    public static async Task<byte[]> ReadAsync(
        HttpResponseMessage response, int limitBytes, ApiRequest request, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > limitBytes)
            {
                throw new KubernetesApiException(ApiErrorKind.Other, $"{request}: the answer is longer than {limitBytes} bytes");
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
