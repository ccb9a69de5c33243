using System.CommandLine;
using GptOperator.Commands;

namespace GptOperator.Tests.Commands;

public sealed class RunCommandTests
{
    [Theory]
    [InlineData("--workers 0", "--workers is 0; it must be 1 to 256.")]
    [InlineData("--metrics-port 70000", "--metrics-port is 70000; it must be 0 to 65535.")]
    [InlineData("--metrics-address here", "--metrics-address is 'here'; it must be an IP address such as 127.0.0.1.")]
    [InlineData("--progress-interval 0", "--progress-interval is 0; it must be 1 to 3600.")]
    public void A_bad_option_is_told_with_its_mend(string line, string message)
    {
        var parsed = Command().Parse(line);

        Assert.Equal(message, Assert.Single(parsed.Errors).Message);
    }

    [Theory]
    [InlineData("--lease-duration 0", "--lease-duration is 0; set it to 1 or more.")]
    [InlineData("--lease-renew-deadline 15", "--lease-renew-deadline is 15; set it below --lease-duration, 15, or two replicas could lead at once.")]
    [InlineData("--lease-retry-period 10.5", "--lease-retry-period is 10.5; set it above 0 and below --lease-renew-deadline, 10.")]
    public async Task Times_of_the_lease_that_could_let_two_lead_are_refused(string line, string message)
    {
        using var error = new StringWriter();

        var code = await Command().Parse($"--leader-elect {line}").InvokeAsync(new InvocationConfiguration { Error = error });

        Assert.Equal((2, $"gpt-operator: {message}\n"), (code, error.ToString()));
    }

    [Fact]
    public void Namespaces_may_be_listed_or_repeated()
    {
        var line = new RunCommandLine();

        Assert.Equal(["a", "b", "c"], line.Read(line.Parse("--namespace a b --namespace c")).Namespaces);
        Assert.Equal(["all"], line.Read(line.Parse("")).Namespaces);
    }

    [Fact]
    public async Task A_kubeconfig_that_is_not_there_is_one_line_and_exit_code_2()
    {
        using var error = new StringWriter();

        var code = await Command().Parse("--kubeconfig /nowhere/config").InvokeAsync(new InvocationConfiguration { Error = error });

        Assert.Equal(2, code);
        Assert.StartsWith("gpt-operator: kubeconfig /nowhere/config: ", error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
    }

    private static Command Command() => RunCommand.Create(_ => throw new InvalidOperationException("no cluster, no controller"));
}
