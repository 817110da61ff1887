using System.Text.Json;

namespace Oci.Spec.Writing;

/// <summary>Writes the features structure. What is null is left out; what is empty is written.</summary>
internal static class FeaturesWriting
{
    public static void Features(Utf8JsonWriter json, FeaturesDocument features)
    {
        json.WriteString("ociVersionMin"u8, features.OciVersionMin);
        json.WriteString("ociVersionMax"u8, features.OciVersionMax);
        json.AllTexts("hooks"u8, features.Hooks);
        json.AllTexts("mountOptions"u8, features.MountOptions);
        json.Field("linux"u8, features.Linux, Linux);
        json.Field("annotations"u8, features.Annotations, static (json, annotations) =>
        {
            foreach (NamedValue annotation in annotations)
                json.WriteString(annotation.Name, annotation.Value);
        });
        json.AllTexts("potentiallyUnsafeConfigAnnotations"u8, features.PotentiallyUnsafeConfigAnnotations);
    }

    private static void Linux(Utf8JsonWriter json, LinuxFeatures linux)
    {
        json.AllTexts("namespaces"u8, linux.Namespaces);
        json.AllTexts("capabilities"u8, linux.Capabilities);
        json.Field("cgroup"u8, linux.Cgroup, Cgroup);
        json.Field("seccomp"u8, linux.Seccomp, Seccomp);
        json.Field("apparmor"u8, linux.Apparmor, Switch);
        json.Field("selinux"u8, linux.Selinux, Switch);
        json.Field("memoryPolicy"u8, linux.MemoryPolicy, MemoryPolicy);
        json.Field("intelRdt"u8, linux.IntelRdt, IntelRdt);
        json.Field("mountExtensions"u8, linux.MountExtensions, MountExtensions);
        json.Field("netDevices"u8, linux.NetDevices, Switch);
    }

    private static void MountExtensions(Utf8JsonWriter json, MountExtensionsFeatures mounts) =>
        json.Field("idmap"u8, mounts.Idmap, Switch);

    private static void Switch(Utf8JsonWriter json, FeatureSwitch feature) => json.Field("enabled"u8, feature.Enabled);

    private static void Cgroup(Utf8JsonWriter json, CgroupFeatures cgroup)
    {
        json.Field("v1"u8, cgroup.V1);
        json.Field("v2"u8, cgroup.V2);
        json.Field("systemd"u8, cgroup.Systemd);
        json.Field("systemdUser"u8, cgroup.SystemdUser);
        json.Field("rdma"u8, cgroup.Rdma);
    }

    private static void Seccomp(Utf8JsonWriter json, SeccompFeatures seccomp)
    {
        json.Field("enabled"u8, seccomp.Enabled);
        json.AllTexts("actions"u8, seccomp.Actions);
        json.AllTexts("operators"u8, seccomp.Operators);
        json.AllTexts("archs"u8, seccomp.Archs);
        json.AllTexts("knownFlags"u8, seccomp.KnownFlags);
        json.AllTexts("supportedFlags"u8, seccomp.SupportedFlags);
    }

    private static void MemoryPolicy(Utf8JsonWriter json, MemoryPolicyFeatures policy)
    {
        json.AllTexts("modes"u8, policy.Modes);
        json.AllTexts("flags"u8, policy.Flags);
    }

    private static void IntelRdt(Utf8JsonWriter json, IntelRdtFeatures rdt)
    {
        json.Field("enabled"u8, rdt.Enabled);
        json.Field("schemata"u8, rdt.Schemata);
        json.Field("monitoring"u8, rdt.Monitoring);
    }
}
