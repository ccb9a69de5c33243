using Azure;
using Azure.Identity;

namespace GptTrainer.Storage;

/// <summary>
/// What a failed exchange with a blob service means for a job's owner. Only the service's error code is shown: its
/// messages repeat request headers.
/// </summary>
internal static class BlobFaults
{
    /// <summary>The fault and its mend, or null for what is no fault of the service.</summary>
    public static (string Message, bool IsPassing)? Describe(Exception exception) => exception switch
    {
        RequestFailedException failed => Describe(failed),
        AuthenticationFailedException => ("no credentials were found; set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, or give the pod a workload identity", false),
        AggregateException or OperationCanceledException or HttpRequestException => Unreachable,
        _ => null,
    };

    private static (string, bool) Unreachable =>
        ("the service does not answer; check the account's name, the network and the firewall", true);

    private static (string Message, bool IsPassing) Describe(RequestFailedException failed) => failed switch
    {
        { Status: 0 } => Unreachable,
        { ErrorCode: "AuthenticationFailed" } => ("the credentials are wrong (AuthenticationFailed); check the key or SAS token and its expiry", false),
        { Status: 401 or 403 } => ($"the credentials do not allow it ({CodeOf(failed)}); grant 'Storage Blob Data Contributor' or a SAS with read, write, list and delete", false),
        { ErrorCode: "ContainerNotFound" or "ContainerBeingDeleted" } => ($"the container does not exist ({failed.ErrorCode}) and these credentials may not make it; create it", false),
        { ErrorCode: "InvalidResourceName" or "InvalidUri" } => ("the container's name is not allowed; use 3 to 63 lower-case letters, digits and single dashes", false),
        { Status: 408 or 429 or >= 500 } => ($"the service is failing ({CodeOf(failed)}); try again later", true),
        _ => ($"the service refuses ({CodeOf(failed)}); check the address", false),
    };

    private static string CodeOf(RequestFailedException failed) => failed.ErrorCode ?? $"HTTP {failed.Status}";
}
