using GptOperator.Reconciling;
using GptOperator.Tests.Reconciling.Support;

namespace GptOperator.Tests.Reconciling;

/// <summary>Every situation of the lifecycle as a folder: <c>observed.yaml</c> in, <c>plan.yaml</c> out.</summary>
public sealed class PlannerCasesTests
{
    private const string Folder = "Cases";

    public static TheoryData<string> Cases => [.. Golden.Names(Folder)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_plan_is_the_expected_one(string name)
    {
        var observed = ObservedYaml.Read(Golden.Read(Folder, name, "observed.yaml"));

        Golden.Compare(Folder, name, "plan.yaml", PlanYaml.Write(Planner.Plan(observed)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Planning_again_with_the_written_status_writes_no_status(string name)
    {
        var observed = ObservedYaml.Read(Golden.Read(Folder, name, "observed.yaml"));
        var plan = Planner.Plan(observed);
        observed.Job.Status = plan.Status;

        var again = Planner.Plan(observed);

        Assert.DoesNotContain(again.Writes, write => write is WriteStatus);
        Assert.Empty(again.Events);
        Assert.Equal(Objects(plan), Objects(again));
    }

    private static IEnumerable<string> Objects(JobPlan plan) =>
        plan.Writes.Where(write => write is not (WriteStatus or ConfirmRevision)).Select(PlanYaml.Line);
}
