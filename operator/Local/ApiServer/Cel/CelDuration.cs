namespace GptOperator.Local.ApiServer.Cel;

internal readonly record struct CelDuration(long Nanoseconds);
