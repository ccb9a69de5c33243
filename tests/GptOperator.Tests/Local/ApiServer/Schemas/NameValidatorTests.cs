using GptOperator.Local.ApiServer.Schemas;

namespace GptOperator.Tests.Local.ApiServer.Schemas;

public sealed class NameValidatorTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a.b-c.0")]
    public void Subdomain_is_accepted(string name) => Assert.Empty(NameValidator.Subdomain(name));

    [Theory]
    [InlineData("A")]
    [InlineData("a_b")]
    [InlineData("-a")]
    [InlineData("a..b")]
    [InlineData("a\n")]
    [InlineData("")]
    public void Name_that_is_no_subdomain_is_told_the_rule(string name) => Assert.Equal(
        ["a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"],
        NameValidator.Subdomain(name));

    [Fact]
    public void Name_beyond_its_length_is_told_the_limit() =>
        Assert.Equal(["must be no more than 253 bytes"], NameValidator.Subdomain(new string('a', 254)));

    [Theory]
    [InlineData("app", 0)]
    [InlineData("example.com/App_1.x", 0)]
    [InlineData("/x", 1)]
    [InlineData("a/b/c", 1)]
    [InlineData("Example.com/x", 1)]
    [InlineData("", 2)]
    public void Label_key_has_this_many_faults(string key, int faults) => Assert.Equal(faults, NameValidator.QualifiedName(key).Count);

    [Theory]
    [InlineData("", 0)]
    [InlineData("v-1_a.B", 0)]
    [InlineData("a b", 1)]
    [InlineData("-a", 1)]
    public void Label_value_has_this_many_faults(string value, int faults) => Assert.Equal(faults, NameValidator.LabelValue(value).Count);
}
