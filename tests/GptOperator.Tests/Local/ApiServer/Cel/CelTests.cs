using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Cel;
using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Tests.Local.ApiServer.Cel;

public sealed class CelTests
{
    private static readonly Schema Self = CrdSchemas.Parse((JsonObject)JsonNode.Parse("""
        {
          "type": "object",
          "properties": {
            "i": {"type": "integer"}, "n": {"type": "number"}, "s": {"type": "string"}, "b": {"type": "boolean"},
            "at": {"type": "string", "format": "date-time"}, "lasts": {"type": "string", "format": "duration"},
            "list": {"type": "array", "items": {"type": "integer"}},
            "set": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"},
            "map": {"type": "object", "additionalProperties": {"type": "string"}},
            "port": {"x-kubernetes-int-or-string": true},
            "obj": {"type": "object", "properties": {"x": {"type": "integer"}, "some-name": {"type": "string"}, "namespace": {"type": "string"}, "a__b": {"type": "string"}}},
            "missing": {"type": "string"}, "absent": {"type": "object", "properties": {"x": {"type": "integer"}}}
          }
        }
        """)!);

    private static readonly JsonObject Value = (JsonObject)JsonNode.Parse("""
        {"i": 7, "n": 1, "s": "héllo", "b": true, "at": "2024-02-29T12:30:00.5Z", "lasts": "1h30m", "list": [3, 1, 2], "set": ["a", "b"],
         "map": {"k": "v"}, "port": "http", "obj": {"x": 1, "some-name": "dash", "namespace": "ns", "a__b": "under"}}
        """)!;

    [Theory]
    [InlineData("1 + 2 * 3 - 4 / 2 == 5 && 7 % 4 == 3")]
    [InlineData("-7 / 2 == -3 && -7 % 4 == -3")]
    [InlineData("-9223372036854775808 < 0 && 0x1F == 31 && 5u + 2u == 7u")]
    [InlineData("self.n == 1.0 && self.n / 2.0 == 0.5")]
    [InlineData("self.i < 7.5 && 1 < 2u")]
    [InlineData("'a' < 'b' && \"it's\" == 'it\\'s' && r'\\d' == '\\\\d' && '\\u00e9' == 'é' && b'\\xff' == b'\\377'")]
    [InlineData("size(self.s) == 5 && self.s.size() == 5 && size(self.list) == 3 && size(self.map) == 1")]
    [InlineData("self.s.startsWith('hé') && self.s.endsWith('lo') && self.s.contains('ll') && self.s.matches('^h.l+o$')")]
    [InlineData("'aBc'.lowerAscii() == 'abc' && 'aBc'.upperAscii() == 'ABC' && '  x '.trim() == 'x'")]
    [InlineData("'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c'] && ['x', 'y'].join('-') == 'x-y'")]
    [InlineData("'abcabc'.replace('b', 'X') == 'aXcaXc' && 'abcabc'.replace('b', 'X', 1) == 'aXcabc'")]
    [InlineData("'tacocat'.substring(4) == 'cat' && 'tacocat'.substring(0, 4) == 'taco' && 'héllo'.indexOf('l') == 2 && 'hello'.lastIndexOf('l') == 3")]
    [InlineData("'abc 123 def 456'.find('[0-9]+') == '123' && 'a1b22'.findAll('[0-9]+') == ['1', '22'] && 'a1b22'.findAll('[0-9]+', 1) == ['1']")]
    [InlineData("self.list.all(x, x > 0) && self.list.exists(x, x == 3) && self.list.exists_one(x, x > 2)")]
    [InlineData("self.list.map(x, x * 2) == [6, 2, 4] && self.list.filter(x, x > 1) == [3, 2] && self.list.map(x, x > 1, x + 1) == [4, 3]")]
    [InlineData("self.map.all(k, self.map[k] == 'v') && 'k' in self.map && !('z' in self.map) && 3 in self.list")]
    [InlineData("[1, 2, 3].all(i, v, v == i + 1) && [5, 6].transformList(i, v, v * i) == [0, 6]")]
    [InlineData("!self.list.isSorted() && [1, 1, 2].isSorted() && self.list.sum() == 6 && self.list.min() == 1 && self.list.max() == 3 && [].sum() == 0")]
    [InlineData("self.list.indexOf(1) == 1 && [1, 2, 1].lastIndexOf(1) == 2")]
    [InlineData("has(self.s) && !has(self.missing) && !has(self.absent) && has(self.map.k)")]
    [InlineData("(self.missing == 'x' || self.b) && (self.b || self.missing == 'x')")]
    [InlineData("!(self.missing == 'x' && !self.b)")]
    [InlineData("[1, 0].exists(x, 1 / x == 1) && ![0, 2].all(x, 1 / x == 5)")]
    [InlineData("(self.i > 5 ? 'big' : 'small') == 'big'")]
    [InlineData("self.obj.some__dash__name == 'dash' && self.obj.__namespace__ == 'ns' && self.obj.a__underscores__b == 'under'")]
    [InlineData("self.set == ['b', 'a'] && self.set + ['b', 'c'] == ['a', 'b', 'c'] && self.list + [4] == [3, 1, 2, 4]")]
    [InlineData("self.port == 'http' && type(self.port) == string && type(self.i) == int && type([]) == list")]
    [InlineData("int('42') == 42 && int(3.9) == 3 && double('1.5') == 1.5 && string(7) == '7' && string(1.0) == '1' && string(true) == 'true' && uint(3) == 3u")]
    [InlineData("self.lasts > duration('1h') && self.lasts == duration('5400s') && self.lasts.getMinutes() == 90 && string(self.lasts) == '5400s'")]
    [InlineData("self.at.getFullYear() == 2024 && self.at.getMonth() == 1 && self.at.getDate() == 29 && self.at.getHours('+02:00') == 14")]
    [InlineData("self.at + duration('12h') == timestamp('2024-03-01T00:30:00.5Z') && self.at - timestamp('2024-02-29T12:00:00Z') > duration('30m')")]
    [InlineData("isURL('https://example.com:80/path?a=b') && url('https://example.com:80/p').getHostname() == 'example.com' && url('https://example.com:80/p').getPort() == '80' && !isURL('example.com')")]
    [InlineData("url('https://u@h.io/p?a=1&a=2').getQuery()['a'] == ['1', '2'] && url('https://h.io').getScheme() == 'https' && url('/a/b').getEscapedPath() == '/a/b'")]
    [InlineData("quantity('1.5Gi').isGreaterThan(quantity('1Gi')) && quantity('500m').compareTo(quantity('0.5')) == 0 && quantity('1k').asInteger() == 1000 && !isQuantity('1x')")]
    [InlineData("quantity('1').add(quantity('500m')).sub(1).asApproximateFloat() == 0.5 && !quantity('1500m').isInteger()")]
    [InlineData("self.?missing.orValue('none') == 'none' && self.?s.orValue('none') == 'héllo' && self.?absent.?x.orValue(3) == 3 && !self.?missing.hasValue()")]
    [InlineData("self.list[?9].orValue(0) == 0 && self.map[?'k'].value() == 'v' && optional.of(1).optMap(x, x + 1).value() == 2")]
    [InlineData("{'a': 1, 'b': 2}['b'] == 2 && {'a': 1} == {'a': 1} && {'a': 1}.a == 1")]
    [InlineData("sets.contains([1, 2, 3], [2]) && sets.equivalent([1, 2], [2, 1, 1]) && !sets.intersects([1], [2])")]
    [InlineData("'%s has %d of %.2f'.format(['x', 3, 1.5]) == 'x has 3 of 1.50'")]
    [InlineData("// a comment\ntrue")]
    public void Rule_holds(string rule) => Assert.Equal(true, Run(rule));

    [Theory]
    [InlineData("9223372036854775807 + 1 > 0", "integer overflow")]
    [InlineData("1 / (self.i - 7) == 0", "division by zero")]
    [InlineData("1 % 0 == 0", "modulus by zero")]
    [InlineData("1u - 2u == 0u", "unsigned integer overflow")]
    [InlineData("self.missing == 'x'", "no such key: missing")]
    [InlineData("self.map['z'] == 'x'", "no such key: z")]
    [InlineData("self.list[5] == 1", "index out of bounds: 5")]
    [InlineData("self.port > 5", "no such overload")]
    [InlineData("'abc'.substring(9) == ''", "index out of range: 9")]
    [InlineData("self.list.all(x, x > 0 && self.missing == 'x')", "no such key: missing")]
    [InlineData("[].min() == 1", "min called on empty list")]
    public void Rule_fails_with_the_error_of_CEL(string rule, string error) =>
        Assert.Equal(error, Assert.Throws<CelException>(() => Run(rule)).Message);

    [Theory]
    [InlineData("self.nope == 1", "ERROR: <input>:1:5: undefined field 'nope'\n | self.nope == 1\n | ....^")]
    [InlineData("self.i == 'x'", "ERROR: <input>:1:8: found no matching overload for '_==_' applied to '(int, string)'\n | self.i == 'x'\n | .......^")]
    [InlineData("self.s.startsWith(1)", "ERROR: <input>:1:18: found no matching overload for 'startsWith' applied to 'string.(int)'\n | self.s.startsWith(1)\n | .................^")]
    [InlineData("other > 1", "ERROR: <input>:1:1: undeclared reference to 'other' (in container '')\n | other > 1\n | ^")]
    [InlineData("self.list.all(x, x)", "ERROR: <input>:1:18: expected type 'bool' but found 'int'\n | self.list.all(x, x)\n | .................^")]
    [InlineData("self.i.x", "ERROR: <input>:1:7: type 'int' does not support field selection\n | self.i.x\n | ......^")]
    public void Rule_does_not_compile_and_says_where(string rule, string error) =>
        Assert.Equal(error, Assert.Throws<CelCompileException>(() => Run(rule)).Message);

    [Theory]
    [InlineData("1 +")]
    [InlineData("(1")]
    [InlineData("'open")]
    [InlineData("has(self)")]
    [InlineData("a b")]
    [InlineData("[1, 2].all(1, true)")]
    [InlineData("self.for()")]
    public void Malformed_rule_does_not_compile(string rule) => Assert.Throws<CelCompileException>(() => Run(rule));

    [Fact]
    public void Deeply_nested_rule_is_refused_rather_than_overflowing_the_stack() =>
        Assert.Throws<CelCompileException>(() => Run(new string('(', 100_000) + "1" + new string(')', 100_000)));

    [Fact]
    public void Rule_that_would_run_for_ever_stops_at_its_cost_limit()
    {
        var ten = "[1,2,3,4,5,6,7,8,9,10]";
        var rule = string.Concat(Enumerable.Range(0, 9).Select(i => $"{ten}.all(x{i}, ")) + "true" + new string(')', 9);

        var error = Assert.Throws<CelException>(() => Run(rule));

        Assert.True(error.IsOverBudget);
        Assert.Equal("operation cancelled: actual cost limit exceeded", error.Message);
    }

    private static object Run(string rule)
    {
        var program = CelProgram.Compile(rule, new Dictionary<string, CelType> { ["self"] = CelSchema.TypeOf(Self)! });
        var budget = new CelBudget();
        budget.Begin();
        return program.Run(new Dictionary<string, object> { ["self"] = CelSchema.ToValue(Value, Self) }, budget);
    }
}
