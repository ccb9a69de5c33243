using System.Text.Json.Nodes;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer.Objects;

internal sealed partial class ObjectService
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";

    /// <summary>Deletes, or begins to: an object with finalizers or a grace period stays until they are over.</summary>
    /// <returns>The object in its last or its deleting state, and whether it is gone.</returns>
    public (JsonObject Object, bool Gone) Delete(ResourceType type, string ns, string name, DeleteOptions options)
    {
        for (var attempt = 1; ; attempt++)
        {
            var current = Find(type, ns, name);
            CheckPreconditions(type, current, options);
            var obj = current.ToJson();
            MarkDeleting(type, obj, options);
            var gone = IsReadyToGo(type, obj);
            if (options.DryRun) return (Served(type, obj), gone);
            try
            {
                if (!gone && Json.Same(obj, current.ToJson())) return (type.Serve(current), false);
                var stored = gone
                    ? store.Delete(type.StorageKey, obj, current.Revision)
                    : store.Update(type.StorageKey, obj, current.Revision);
                return (type.Serve(stored), gone);
            }
            catch (RevisionConflictException) when (attempt < Attempts)
            {
                // Decided on a state that is no longer there.
            }
        }
    }

    /// <summary>Nothing holds a deleting object any more.</summary>
    private static bool IsReadyToGo(ResourceType type, JsonObject obj)
    {
        var metadata = obj.Metadata();
        if (metadata["deletionTimestamp"] is null || metadata["finalizers"] is JsonArray { Count: > 0 }) return false;
        if (type.StorageKey == "/namespaces") return obj.At("spec", "finalizers") is not JsonArray { Count: > 0 };
        return (metadata["deletionGracePeriodSeconds"].AsInteger() ?? 0) == 0;
    }

    private static JsonObject Served(ResourceType type, JsonObject stored)
    {
        type.Conversion?.FromStored(stored);
        return stored;
    }

    private static void CheckPreconditions(ResourceType type, StoredObject current, DeleteOptions options)
    {
        if (options.Uid is { } uid && uid != current.Uid)
            throw ApiException.DeletionConflict(type, current.Name, $"the UID in the precondition ({uid}) does not match the UID in record ({current.Uid}). The object might have been deleted and then recreated");
        if (options.ResourceVersion is { } version && version != Json.Revision(current.Revision))
            throw ApiException.DeletionConflict(type, current.Name, $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({current.Revision}). The object might have been modified");
    }

    private void MarkDeleting(ResourceType type, JsonObject obj, DeleteOptions options)
    {
        var metadata = obj.Metadata();
        var grace = GracePeriod(type, obj, options);
        if (metadata["deletionTimestamp"] is null)
        {
            Hold(metadata, options.PropagationPolicy);
            metadata["deletionTimestamp"] = Json.Time(time.GetUtcNow().AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
            if (metadata["generation"].AsInteger() is { } generation && type.CountsGenerations) metadata["generation"] = generation + 1;
            if (type.StorageKey == "/namespaces") obj.Child("status")["phase"] = "Terminating";
            return;
        }

        // A second request may only shorten the wait.
        if (grace >= (metadata["deletionGracePeriodSeconds"].AsInteger() ?? 0)) return;
        metadata["deletionTimestamp"] = Json.Time(time.GetUtcNow().AddSeconds(grace));
        metadata["deletionGracePeriodSeconds"] = grace;
    }

    // Pods end gracefully, unless no kubelet has them or they have ended already.
    private static long GracePeriod(ResourceType type, JsonObject obj, DeleteOptions options)
    {
        if (type.StorageKey != "/pods") return 0;
        if (string.IsNullOrEmpty(obj.At("spec", "nodeName").AsText())) return 0;
        if (obj.At("status", "phase").AsText() is "Succeeded" or "Failed") return 0;
        return Math.Max(0, options.GracePeriodSeconds ?? obj.At("spec", "terminationGracePeriodSeconds").AsInteger() ?? 30);
    }

    private static void Hold(JsonObject metadata, string policy)
    {
        var finalizer = policy switch
        {
            "Foreground" => ForegroundFinalizer,
            "Orphan" => OrphanFinalizer,
            _ => null,
        };
        if (finalizer is null) return;
        if (metadata["finalizers"] is not JsonArray finalizers) metadata["finalizers"] = finalizers = [];
        if (!finalizers.Any(f => f.AsText() == finalizer)) finalizers.Add((JsonNode)finalizer);
    }
}
