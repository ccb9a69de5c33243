using GptOperator.Local.ApiServer.Authentication;
using GptOperator.Local.ApiServer.Authorization;
using GptOperator.Local.ApiServer.Chaos;
using GptOperator.Local.ApiServer.Http;
using GptOperator.Local.ApiServer.Objects;
using GptOperator.Local.ApiServer.Resources;
using GptOperator.Local.ApiServer.Storage;

namespace GptOperator.Local.ApiServer;

/// <summary>The API server apart from its sockets and its background work: the objects, and what answers a request about them.</summary>
internal sealed class ApiServerCore : IDisposable
{
    private static readonly DateTimeOffset FirstRevisionEpoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ApiHandler _handler;
    private readonly CancellationTokenSource _stopping = new();

    /// <exception cref="IOException">The data file is in use.</exception>
    /// <exception cref="InvalidDataException">The data file is damaged.</exception>
    public ApiServerCore(LocalApiServerOptions options)
    {
        Identity = options.DataFile is { } file ? ServerIdentity.LoadOrCreate(file) : ServerIdentity.Create();
        // Counting from the clock, in milliseconds, keeps a forgotten store's revisions below a new one's.
        var first = (long)(options.TimeProvider.GetUtcNow() - FirstRevisionEpoch).TotalMilliseconds;
        var store = new ObjectStore(first, options.WatchWindow, options.DataFile is null ? null : new Journal(options.DataFile));
        Catalog = new CatalogHolder(store);
        Objects = new ObjectService(store, options.TimeProvider);
        InitialObjects.Ensure(Objects, Catalog);
        var authorizer = new Authorizer(Objects.Store);
        _handler = new ApiHandler(Catalog, Objects, options.TimeProvider, options, Identity, authorizer, _stopping.Token);
        HandleAsync = Pipeline(options, authorizer);
    }

    public ServerIdentity Identity { get; }

    public CatalogHolder Catalog { get; }

    public ObjectService Objects { get; }

    /// <summary>Answers one request.</summary>
    public RequestDelegate HandleAsync { get; }

    /// <summary>Ends the watches; without that, stopping would wait for each of them.</summary>
    public Task EndWatchesAsync() => _stopping.CancelAsync();

    public void Dispose()
    {
        _handler.Dispose();
        Objects.Store.Dispose();
        Identity.Dispose();
        _stopping.Dispose();
    }

    /// <summary>In this order: who is it; what goes wrong on the way, where a test says so; may it; then the API itself.</summary>
    private RequestDelegate Pipeline(LocalApiServerOptions options, Authorizer authorizer)
    {
        var authentication = new RequestAuthentication(Identity, Objects, Catalog, options.TimeProvider);
        var authorization = new RequestAuthorization(authorizer, Objects, Catalog);
        RequestDelegate authorized = context => authorization.HandleAsync(context, _handler.HandleAsync);
        var disturbed = authorized;
        if (options.Faults is { } policy)
        {
            var faults = new FaultInjection(policy, Catalog, Objects.Store, options.TimeProvider);
            disturbed = context => faults.HandleAsync(context, authorized);
        }

        return context => authentication.HandleAsync(context, disturbed);
    }
}
