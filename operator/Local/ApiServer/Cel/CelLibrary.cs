using System.Collections.Frozen;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>Every function that a rule may call, operators included.</summary>
internal static class CelLibrary
{
    private static readonly FrozenDictionary<string, CelFunction[]> Functions =
        new[] { ArithmeticFunctions.All, ComparisonFunctions.All, ConversionFunctions.All, StringFunctions.All, ListFunctions.All, TimeFunctions.All, KubernetesFunctions.All, OptionalFunctions.All }
            .SelectMany(library => library)
            .GroupBy(function => function.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    public static bool Knows(string name) => Functions.ContainsKey(name);

    public static IEnumerable<CelFunction> Overloads(string name, bool isMember, int count) =>
        Functions.GetValueOrDefault(name, []).Where(function => function.IsMember == isMember && function.Parameters.Count == count);

    /// <exception cref="CelException">No overload takes these values, or the function failed.</exception>
    public static object Call(string name, bool isMember, object[] arguments)
    {
        foreach (var function in Overloads(name, isMember, arguments.Length))
        {
            if (function.Accepts(arguments))
                return function.Body(arguments);
        }
        throw CelException.NoSuchOverload();
    }
}
