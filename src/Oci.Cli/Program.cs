using System;
using Oci.Runtime;
using Oci.Runtime.Lifecycle;

namespace Oci.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (args.Length > 0 && args[0] == "init")
            return Oci.Runtime.Init.InitEntry.Run(args);
        Diagnostics.Warn = t => Console.Error.WriteLine("warning: " + t);
        string root = Environment.GetEnvironmentVariable("R") ?? "/run/ociruntime";
        try
        {
            switch (args[0])
            {
                case "create": CreateContainer.Run(new CreateOptions { Id = args[1], StateRoot = root }); return 0;
                case "run": return RunContainer.Run(new RunOptions { Create = new CreateOptions { Id = args[1], StateRoot = root } });
                case "start": StartContainer.Run(root, args[1]); return 0;
                case "kill": KillContainer.Run(root, args[1], int.Parse(args[2]), false); return 0;
                case "delete": DeleteContainer.Run(root, args[1], args.Length > 2); return 0;
                case "state": Console.WriteLine(QueryContainers.State(root, args[1])); return 0;
                case "explain": Console.Write(ExplainBundle.Run(".", ExplainFormat.Text)); return 0;
            }
            return 2;
        }
        catch (Exception e) { Console.Error.WriteLine("ociruntime: " + e.Message + (e is RuntimeFailure ? "" : e.ToString())); return 1; }
    }
}
