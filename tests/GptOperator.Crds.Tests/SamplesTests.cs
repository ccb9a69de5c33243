using GptOperator.Crds.Serialization;
using GptOperator.Crds.Tests.Support;
using GptOperator.Crds.Validation;

namespace GptOperator.Crds.Tests;

public class SamplesTests
{
    public static TheoryData<string> Samples { get; } =
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "crds/samples"), "*.yaml").Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_sample_is_valid(string file)
    {
        var jobs = JobFile.Read(Path.Combine(Repository.Root, "crds/samples", file));

        Assert.All(jobs, job => Assert.Empty(JobValidator.Validate(job)));
    }
}
