using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GptOperator.Local.ApiServer.Authentication;

/// <summary>
/// What clients know the server by: its certificate and the one token it accepts. client-go sends tokens over TLS only,
/// so there is no plain form.
/// </summary>
internal sealed class ServerIdentity : IDisposable
{
    private ServerIdentity(string token, X509Certificate2 certificate)
    {
        Token = token;
        Certificate = certificate;
    }

    public string Token { get; }

    /// <summary>With private key; it is its own authority.</summary>
    public X509Certificate2 Certificate { get; }

    public static ServerIdentity Create() =>
        new(RandomNumberGenerator.GetHexString(32, lowercase: true), NewCertificate());

    /// <summary>The identity kept in two files beside <paramref name="dataFile"/>, made at the first start.</summary>
    public static ServerIdentity LoadOrCreate(string dataFile)
    {
        var (tokenFile, certificateFile) = (dataFile + ".token", dataFile + ".pem");
        if (File.Exists(tokenFile) && File.Exists(certificateFile))
        {
            using var pem = X509Certificate2.CreateFromPemFile(certificateFile);
            return new ServerIdentity(File.ReadAllText(tokenFile).Trim(), Importable(pem));
        }

        var identity = Create();
        using var key = identity.Certificate.GetECDsaPrivateKey()!;
        WritePrivately(certificateFile, $"{identity.Certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        WritePrivately(tokenFile, identity.Token);
        return identity;
    }

    public string Kubeconfig(Uri address) =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: local
        clusters:
        - name: local
          cluster:
            server: {address.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Certificate.ExportCertificatePem()))}
        users:
        - name: local
          user:
            token: {Token}
        contexts:
        - name: local
          context:
            cluster: local
            user: local
            namespace: default

        """;

    public void Dispose() => Certificate.Dispose();

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gpt-operator local", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        // Fixed, far-apart dates: a test's clock or a laptop's wrong one must not invalidate it.
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return Importable(certificate);
    }

    // Windows cannot serve TLS with a key that only lives in memory; a round trip through PKCS #12 gives it a home.
    private static X509Certificate2 Importable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);

    private static void WritePrivately(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }
}
