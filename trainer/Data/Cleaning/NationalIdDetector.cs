using GptOperator.Crds.Spec;
using GptTrainer.Data.Cleaning.NationalIds;

namespace GptTrainer.Data.Cleaning;

/// <summary>Personal numbers of the countries that have a module.</summary>
internal sealed class NationalIdDetector : IPersonalDataDetector
{
    private static readonly IReadOnlyList<NationalId> Modules =
    [
        Brazil.Cpf, France.Nir, Germany.SteuerId, India.Aadhaar, Italy.CodiceFiscale,
        Netherlands.Bsn, Poland.Pesel, Spain.Dni, UnitedKingdom.Nino, UnitedStates.Ssn,
    ];

    public PersonalDataKind Kind => PersonalDataKind.NationalId;

    public IEnumerable<PersonalDataMatch> Find(string text) => Modules.SelectMany(module => module.Find(text)).OrderBy(match => match.Start);
}
