using CsCheck;

namespace GptOperator.Tests.Reconciling.Simulation;

/// <summary>What holds whatever happens, in whatever order. A failure prints the shortest sequence that shows it, and its seed.</summary>
public sealed class LifecycleProperties
{
    private static readonly Gen<(Step, int)[]> Sequences = Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 40]).Array[1, 60];

    [Fact]
    public void Whatever_happens_no_attempt_overlaps_nothing_is_counted_twice_and_the_job_ends() =>
        Sequences.Sample(
            steps =>
            {
                var cluster = new Cluster();
                foreach (var (step, choice) in steps)
                    cluster.Do(step, choice);
                cluster.RunToTheEnd();
            },
            iter: 1000,
            print: steps => string.Join("; ", steps.Select(step => $"{step.Item1} {step.Item2}")));

    [Fact]
    public void A_view_that_goes_back_to_the_end_of_a_pod_created_again_starts_nothing_beside_it()
    {
        var cluster = new Cluster();
        foreach (var step in new[] { Step.Reconcile, Step.StartPods, Step.EndPod, Step.DeletePod, Step.Reconcile, Step.StartPods })
            cluster.Do(step, 0);

        cluster.Do(Step.ReconcileWithAnOldViewOfPods, 3);

        Assert.Equal(["demo-prepare-0-0"], cluster.Now.Pods.Keys);
        cluster.RunToTheEnd();
    }
}
