using GptOperator.Reconciling.Deletion;
using GptOperator.Tests.Reconciling.Support;

namespace GptOperator.Tests.Reconciling;

/// <summary>Every situation of a deleted job's storage as a folder: <c>observed.yaml</c> in, <c>plan.yaml</c> out.</summary>
public sealed class DeletionCasesTests
{
    private const string Folder = "DeletionCases";

    public static TheoryData<string> Cases => [.. Golden.Names(Folder)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_plan_is_the_expected_one(string name)
    {
        var observed = ObservedYaml.Read(Golden.Read(Folder, name, "observed.yaml"));

        Golden.Compare(Folder, name, "plan.yaml", PlanYaml.Write(StorageDeletion.Plan(observed)));
    }
}
