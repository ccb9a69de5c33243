namespace GptTrainer.Tokenization;

/// <summary>Two neighbouring ids and the id that takes their place.</summary>
internal readonly record struct BpeMerge(int Left, int Right, int Result);
