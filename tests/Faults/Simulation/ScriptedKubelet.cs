using System.Text.Json.Nodes;
using GptOperator.Crds.Trainer;
using GptOperator.Local.ApiServer;
using GptOperator.Reconciling;

namespace GptOperator.Faults.Simulation;

/// <summary>The scheduler and the only node: plays pods by their scripts, one small step of one pod at a time.</summary>
internal sealed class ScriptedKubelet(SimulatedCluster cluster, IReadOnlyDictionary<string, PodScript> scripts)
{
    private const string Node = "node-0";
    private readonly Dictionary<string, int> _begun = [];
    private readonly Dictionary<string, (string Name, int Life)> _lives = [];

    /// <returns>Whether anything changed.</returns>
    public bool Step() => Pods().Any(Step);

    /// <summary>When the next step falls due by itself; null for never.</summary>
    public DateTimeOffset? NextDue => Pods().Select(Due).Where(due => due > cluster.Time.GetUtcNow()).Min();

    /// <summary>Ends a running pod's trainer now.</summary>
    public void End(JsonObject pod, PodScript script) => WriteStatus(pod, status => Ended(status, script));

    /// <summary>Whether any running trainer answers when asked for its progress.</summary>
    public bool AnyAnswers => Pods().Any(pod => ProgressOf(pod) is not null);

    /// <summary>What the trainer of a pod answers when asked for its progress; null where none does.</summary>
    public TrainerProgress? ProgressOf(string pod) => cluster.Find("v1", "pods", pod) is { } found ? ProgressOf(found) : null;

    private TrainerProgress? ProgressOf(JsonObject pod)
    {
        if (ScriptOf(pod).MovesFor is not { } moves || Started(pod) is not { } started || HasEnded(pod))
            return null;
        var (now, total) = (cluster.Time.GetUtcNow(), ScriptOf(pod).RunsFor);
        var moved = now - started < moves ? now - started : moves;
        return new TrainerProgress
        {
            Stage = pod.At("metadata", "labels", JobLabels.Stage).AsText()!,
            Step = (long)moved.TotalSeconds,
            TotalSteps = (long)total.TotalSeconds,
            UpdatedAt = now,
        };
    }

    private IEnumerable<JsonObject> Pods() => cluster.List("v1", "pods").OrderBy(Name, StringComparer.Ordinal);

    private bool Step(JsonObject pod)
    {
        var (now, script) = (cluster.Time.GetUtcNow(), ScriptOf(pod));
        if (IsDeleting(pod))
            return StepDeletion(pod, script);
        if (HasEnded(pod) || !IsOwned(pod) || Due(pod) > now)
            return false;
        return Next(pod, script);
    }

    private bool Next(JsonObject pod, PodScript script)
    {
        if (pod.At("spec", "nodeName").AsText() is not { Length: > 0 })
        {
            if (cluster.Time.GetUtcNow() < Created(pod) + script.Unschedulable)
                return WriteStatusOnce(pod, "PodScheduled", status => status["conditions"] = Conditions(("PodScheduled", "False", "Unschedulable", "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.")));
            cluster.Bind(Name(pod), Node);
            return true;
        }
        if (cluster.Time.GetUtcNow() < Created(pod) + script.Unschedulable + script.ImageMissing)
            return WriteStatusOnce(pod, "ImagePullBackOff", status => status["containerStatuses"] = Container(new() { ["waiting"] = new JsonObject { ["reason"] = "ImagePullBackOff", ["message"] = "Back-off pulling image" } }, false));
        if (Started(pod) is null)
        {
            WriteStatus(pod, Running);
            return true;
        }
        if (script.ExitCode is null)
            return false;
        WriteStatus(pod, status => Ended(status, script));
        return true;
    }

    private DateTimeOffset? Due(JsonObject pod)
    {
        var script = ScriptOf(pod);
        if (IsDeleting(pod) || HasEnded(pod) || !IsOwned(pod))
            return null;
        if (Started(pod) is { } started)
            return script.ExitCode is null ? null : started + script.RunsFor;
        var (scheduled, pulled) = (Created(pod) + script.Unschedulable, Created(pod) + script.Unschedulable + script.ImageMissing);
        var (now, hasNode) = (cluster.Time.GetUtcNow(), pod.At("spec", "nodeName").AsText() is { Length: > 0 });
        if (!hasNode)
            return IsToldOnce(pod, "PodScheduled") ? scheduled : now;
        return IsToldOnce(pod, "ImagePullBackOff") ? pulled : now;
    }

    private bool StepDeletion(JsonObject pod, PodScript script)
    {
        if (script.NodeSilent)
            return false;
        if (!HasEnded(pod) && Started(pod) is not null)
        {
            WriteStatus(pod, status => Ended(status, PodScript.Exits(143)));
            return true;
        }
        cluster.Delete("v1", "pods", Name(pod), gracePeriodSeconds: 0);
        return !cluster.List("v1", "pods").Any(other => Uid(other) == Uid(pod));
    }

    private bool WriteStatusOnce(JsonObject pod, string what, Action<JsonObject> change)
    {
        if (IsToldOnce(pod, what))
            return false;
        WriteStatus(pod, change);
        return true;
    }

    private static bool IsToldOnce(JsonObject pod, string what) => pod["status"]?.ToJsonString().Contains(what, StringComparison.Ordinal) == true;

    private void WriteStatus(JsonObject pod, Action<JsonObject> change) => cluster.Edit("v1", "pods", Name(pod), obj => change(obj.Child("status")), "status");

    private void Running(JsonObject status)
    {
        status["phase"] = "Running";
        status["podIP"] = "10.0.0.1";
        status["startTime"] = Json.Time(cluster.Time.GetUtcNow());
        status["conditions"] = Conditions(("PodScheduled", "True", "", ""), ("Ready", "True", "", ""));
        status["containerStatuses"] = Container(new() { ["running"] = new JsonObject { ["startedAt"] = Json.Time(cluster.Time.GetUtcNow()) } }, true);
    }

    private void Ended(JsonObject status, PodScript script)
    {
        var code = script.ExitCode ?? 137;
        status["phase"] = code == 0 ? "Succeeded" : "Failed";
        if (script.PodReason is not null)
            status["reason"] = script.PodReason;
        status["conditions"] = script.Disruption is { } reason
            ? Conditions(("DisruptionTarget", "True", reason, "the pod was ended"), ("Ready", "False", "", ""))
            : Conditions(("Ready", "False", "", ""));
        var terminated = new JsonObject
        {
            ["exitCode"] = code,
            ["reason"] = script.Reason ?? (code == 0 ? "Completed" : "Error"),
            ["finishedAt"] = Json.Time(cluster.Time.GetUtcNow()),
        };
        if (script.Message is not null)
            terminated["message"] = script.Message;
        status["containerStatuses"] = Container(new() { ["terminated"] = terminated }, false);
    }

    private static JsonArray Container(JsonObject state, bool ready) => new(new JsonObject
    {
        ["name"] = "trainer",
        ["image"] = "gpt-trainer:test",
        ["imageID"] = "gpt-trainer:test",
        ["ready"] = ready,
        ["restartCount"] = 0,
        ["state"] = state,
    });

    private static JsonArray Conditions(params ReadOnlySpan<(string Type, string Status, string Reason, string Message)> conditions)
    {
        var array = new JsonArray();
        foreach (var (type, status, reason, message) in conditions)
        {
            var condition = new JsonObject { ["type"] = type, ["status"] = status };
            if (reason.Length > 0)
                condition["reason"] = reason;
            if (message.Length > 0)
                condition["message"] = message;
            array.Add((JsonNode)condition);
        }
        return array;
    }

    /// <summary>A pod made a second time under its name lives by the script of name#2, if there is one.</summary>
    private PodScript ScriptOf(JsonObject pod)
    {
        var (name, uid) = (Name(pod), Uid(pod));
        if (!_lives.TryGetValue(uid, out var life))
            _lives[uid] = life = (name, _begun[name] = _begun.GetValueOrDefault(name) + 1);
        return scripts.GetValueOrDefault($"{name}#{life.Life}") ?? scripts.GetValueOrDefault(name) ?? PodScript.Succeeds;
    }

    private static bool IsOwned(JsonObject pod) => pod.At("metadata", "ownerReferences") is JsonArray { Count: > 0 };

    private static bool IsDeleting(JsonObject pod) => pod.Metadata()["deletionTimestamp"] is not null;

    private static bool HasEnded(JsonObject pod) => pod.At("status", "phase").AsText() is "Succeeded" or "Failed";

    private static DateTimeOffset Created(JsonObject pod) => pod.Metadata()["creationTimestamp"].AsTime()!.Value;

    private static DateTimeOffset? Started(JsonObject pod) => pod.At("status", "startTime").AsTime();

    private static string Name(JsonObject pod) => pod.Metadata().Text("name")!;

    private static string Uid(JsonObject pod) => pod.Metadata().Text("uid")!;
}
