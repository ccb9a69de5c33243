using System.Text;

namespace GptOperator.Local.ApiServer.Cel;

/// <summary>An expression does not parse or does not fit its types.</summary>
/// <param name="source">The expression.</param>
/// <param name="position">Where in it, counted from 0.</param>
internal sealed class CelCompileException(string source, int position, string detail) : Exception(Describe(source, position, detail))
{
    // As cel-go prints it: place, fault, the line, and a pointer below it.
    private static string Describe(string source, int position, string detail)
    {
        position = Math.Clamp(position, 0, source.Length);
        var lineStart = position == 0 ? 0 : source.LastIndexOf('\n', position - 1) + 1;
        var lineEnd = source.IndexOf('\n', lineStart);
        var line = lineEnd < 0 ? source[lineStart..] : source[lineStart..lineEnd];
        var number = source.AsSpan(0, lineStart).Count('\n') + 1;
        var column = position - lineStart;
        return new StringBuilder()
            .Append("ERROR: <input>:").Append(number).Append(':').Append(column + 1).Append(": ").Append(detail)
            .Append("\n | ").Append(line)
            .Append("\n | ").Append('.', column).Append('^')
            .ToString();
    }
}
