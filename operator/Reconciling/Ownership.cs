using GptOperator.Crds;
using k8s.Models;

namespace GptOperator.Reconciling;

/// <summary>Whose an object is. Names and labels can be anyone's; only the owner's uid tells.</summary>
internal static class Ownership
{
    public static V1OwnerReference Of(GptTrainingJob job) => new()
    {
        ApiVersion = GptTrainingJob.GroupVersion,
        Kind = GptTrainingJob.KindName,
        Name = job.Metadata.Name,
        Uid = job.Metadata.Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    public static bool Owns(GptTrainingJob job, V1ObjectMeta? metadata) =>
        metadata?.OwnerReferences?.Any(owner => owner.Controller == true && owner.Uid == job.Metadata.Uid) == true;
}
