namespace GptOperator.Kubernetes;

/// <summary>Since Kubernetes 1.35 resource versions of one kind may be compared as whole numbers of any size.</summary>
internal static class ResourceVersion
{
    /// <returns>true when <paramref name="a"/> is certainly older than <paramref name="b"/>; false when equal, newer, or not a number</returns>
    public static bool IsOlder(string? a, string? b)
    {
        if (!IsNumber(a) || !IsNumber(b))
        {
            return false;
        }

        return a!.Length != b!.Length ? a.Length < b.Length : string.CompareOrdinal(a, b) < 0;
    }

    private static bool IsNumber(string? value) =>
        !string.IsNullOrEmpty(value) && value[0] != '0' && !value.AsSpan().ContainsAnyExceptInRange('0', '9');
}
