using System.CommandLine;
using GptOperator.Local.Cluster;
using GptOperator.Local.Pods;

namespace GptOperator.Local.Commands;

/// <summary>The options that the local commands share.</summary>
internal sealed class LocalCommandOptions
{
    private readonly Option<string> _data = new("--data-dir")
    {
        Description = "Folder of the cluster's files: kubeconfig, objects, pods' logs.",
        DefaultValueFactory = _ => LocalClusterFolder.Default,
        HelpName = "DIR",
    };

    private readonly Option<int> _port = new("--port") { Description = "TCP port of the API server on loopback; 0 for any free one.", HelpName = "PORT" };

    private readonly Option<string?> _trainer = new("--trainer") { Description = "The gpt-trainer program; by default the one built beside this operator.", HelpName = "FILE" };

    private readonly Option<string[]> _images = new("--image")
    {
        Description = "What an image stands for on this machine; can be given several times.",
        HelpName = "NAME=PROGRAM",
    };

    public void AddFolderTo(Command command) => command.Add(_data);

    public void AddTo(Command command)
    {
        AddFolderTo(command);
        command.Add(_port);
        command.Add(_trainer);
        command.Add(_images);
    }

    public LocalClusterFolder Folder(ParseResult parsed) => new(Path.GetFullPath(parsed.GetRequiredValue(_data)));

    /// <exception cref="LocalClusterException">A program that an image stands for is not there.</exception>
    public LocalClusterOptions Read(ParseResult parsed)
    {
        var images = new ImageCatalog().Add("gpt-trainer", TrainerProgram.Find(parsed.GetValue(_trainer)));
        try
        {
            foreach (var entry in parsed.GetValue(_images) ?? [])
                images.Add(entry);
        }
        catch (FormatException e)
        {
            throw new LocalClusterException($"--image: {e.Message}", e);
        }
        return new LocalClusterOptions { Folder = Folder(parsed), Images = images, Port = parsed.GetValue(_port) };
    }
}
