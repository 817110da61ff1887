using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Tests.Interop;

/// <summary>
/// A small tree of directories, files and symbolic links, and what a path means in it to a process whose root it is
/// (path_resolution(7)). It knows of nothing outside, so it cannot leave.
/// </summary>
internal sealed class TreeModel
{
    private const int MostLinks = 40;

    private readonly Node _root = Node.Directory();

    /// <summary>Where a path leads, from the root; or the errno that it ends with.</summary>
    public readonly record struct Place(int Errno, string Path);

    /// <summary>Adds an entry if its name is free; the directories above it are made.</summary>
    public void Add(string[] path, string? linkTarget, bool isFile)
    {
        Node place = _root;
        foreach (string name in path[..^1])
        {
            place.Children!.TryAdd(name, Node.Directory());
            place = place.Children[name];
            if (place.Children is null)
                return;
        }
        Node added = linkTarget is not null ? new Node(null, linkTarget) : isFile ? new Node(null, null) : Node.Directory();
        place.Children!.TryAdd(path[^1], added);
    }

    public Place Open(string path) => Walk(path, makes: false).Place;

    public Place MakeDirectories(string path)
    {
        (Place place, Node? found) = Walk(path, makes: false);
        if (place.Errno == Errno.ENOENT)
            (place, found) = Walk(path, makes: true);
        return place.Errno == 0 && found!.Children is null ? new Place(Errno.ENOTDIR, "") : place;
    }

    /// <summary>Opens or makes a file; null for a path that ends in no name.</summary>
    public Place? MakeFile(string path)
    {
        Place existing = Open(path);
        return existing.Errno == Errno.ENOENT ? MakeFile(path, MostLinks) : existing;
    }

    private Place? MakeFile(string path, int linksLeft)
    {
        int slash = path.LastIndexOf('/');
        (string directory, string name) = (slash <= 0 ? "/" : path[..slash], path[(slash + 1)..]);
        if (name is "" or "." or "..")
            return null;
        Place parent = MakeDirectories(directory);
        if (parent.Errno != 0)
            return parent;
        Node holder = Walk(parent.Path, makes: false).Node!;
        holder.Children!.TryAdd(name, new Node(null, null));
        if (holder.Children[name].Link is not { } target)
            return new Place(0, $"{parent.Path.TrimEnd('/')}/{name}");
        return linksLeft == 0 ? new Place(Errno.ELOOP, "") : MakeFile(target[0] == '/' ? target : $"{directory}/{target}", linksLeft - 1);
    }

    private (Place Place, Node? Node) Walk(string path, bool makes)
    {
        var passed = new List<(string Name, Node Node)>();
        var left = new Stack<string>(Names(path));
        int links = 0;
        while (left.TryPop(out string? name))
        {
            Node current = passed.Count == 0 ? _root : passed[^1].Node;
            if (current.Children is null)
                return (new Place(Errno.ENOTDIR, ""), null);
            if (name == "..")
            {
                if (passed.Count > 0)
                    passed.RemoveAt(passed.Count - 1);
                continue;
            }
            if (makes && name != ".")
                current.Children.TryAdd(name, Node.Directory());
            if (name == ".")
                continue;
            if (!current.Children.TryGetValue(name, out Node? next))
                return (new Place(Errno.ENOENT, ""), null);
            if (next.Link is null)
            {
                passed.Add((name, next));
                continue;
            }
            if (++links > MostLinks)
                return (new Place(Errno.ELOOP, ""), null);
            if (next.Link[0] == '/')
                passed.Clear();
            foreach (string part in Names(next.Link))
                left.Push(part);
        }
        Node last = passed.Count == 0 ? _root : passed[^1].Node;
        return (new Place(0, "/" + string.Join('/', passed.Select(static step => step.Name))), last);
    }

    private static IEnumerable<string> Names(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse();

    /// <summary>Makes the tree in a directory that exists.</summary>
    public void MakeIn(string directory) => Make(_root, directory);

    private static void Make(Node node, string path)
    {
        foreach ((string name, Node child) in node.Children!)
        {
            string place = $"{path}/{name}";
            if (child.Link is not null)
                File.CreateSymbolicLink(place, child.Link);
            else if (child.Children is null)
                File.WriteAllText(place, "");
            else
                Make(child, System.IO.Directory.CreateDirectory(place).FullName);
        }
    }

    /// <summary>All that is in it, one line for each entry.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Print(_root, "", text);
        return text.ToString();
    }

    private static void Print(Node node, string path, StringBuilder text)
    {
        foreach ((string name, Node child) in node.Children!.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
        {
            text.Append($"{path}/{name}{(child.Link is null ? "" : $" -> {child.Link}")}{(child.Children is null ? "" : "/")}\n");
            if (child.Children is not null)
                Print(child, $"{path}/{name}", text);
        }
    }

    /// <summary>The same text of a directory on disk.</summary>
    public static string TextOf(string directory) => Read(new DirectoryInfo(directory)).ToString();

    private static TreeModel Read(DirectoryInfo directory)
    {
        var tree = new TreeModel();
        foreach (FileSystemInfo entry in directory.EnumerateFileSystemInfos())
        {
            Node node = entry.LinkTarget is { } target ? new Node(null, target)
                : entry is DirectoryInfo below ? Read(below)._root : new Node(null, null);
            tree._root.Children!.Add(entry.Name, node);
        }
        return tree;
    }

    private sealed record Node(Dictionary<string, Node>? Children, string? Link)
    {
        public static Node Directory() => new([], null);
    }
}
