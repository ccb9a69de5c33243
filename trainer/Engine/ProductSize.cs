namespace GptTrainer.Engine;

/// <summary>The sizes of a matrix product (M, K) x (K, N).</summary>
/// <param name="Rows">M</param>
/// <param name="Columns">N</param>
/// <param name="Depth">K</param>
internal readonly record struct ProductSize(int Rows, int Columns, int Depth);
