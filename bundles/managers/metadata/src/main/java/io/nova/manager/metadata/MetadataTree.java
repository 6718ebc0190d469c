package io.nova.manager.metadata;

import io.nova.api.compute.IdentityDocumentSigner;
import io.nova.manager.metadata.Entry.Directory;
import io.nova.manager.metadata.Entry.Value;
import io.nova.model.compute.Instance;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.network.Ipv4;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Everything that one instance can read about itself.
 *
 * <p>Source: "Instance metadata categories" in the EC2 user guide; the names of 2010 are among
 * them.
 */
final class MetadataTree {

    private MetadataTree() {}

    /** Returns what is below a version's name, such as {@code latest}. */
    static Directory of(Instance instance, Facts facts, IdentityDocumentSigner signer) {
        Directory root = new Directory();
        // EC2 shows these two without a slash, and only these.
        root.labelled(
                "dynamic",
                "dynamic",
                new Directory()
                        .with("fws", new Directory().value("instance-monitoring", "disabled"))
                        .with(
                                "instance-identity",
                                IdentityDocument.of(instance, facts.region(), signer)));
        root.labelled("meta-data", "meta-data", metaData(instance, facts));
        instance.spec()
                .userData()
                .ifPresent(
                        data ->
                                root.with(
                                        "user-data",
                                        new Value(
                                                () ->
                                                        ByteBuffer.wrap(
                                                                Base64.getMimeDecoder()
                                                                        .decode(data)))));
        return root;
    }

    private static Directory metaData(Instance instance, Facts facts) {
        LaunchSpec spec = instance.spec();
        String host = hostName(instance);
        Directory data = new Directory();
        data.value("ami-id", spec.image())
                .value("ami-launch-index", instance.launchIndex())
                .value("ami-manifest-path", "(unknown)")
                .with("block-device-mapping", devices(spec.boot().rootDevice(), facts.volumes()))
                .with(
                        "events",
                        new Directory()
                                .with(
                                        "maintenance",
                                        new Directory()
                                                .value("history", "[]")
                                                .value("scheduled", "[]")))
                .with("hibernation", new Directory().value("configured", false))
                .value("hostname", host)
                .value("instance-action", "none")
                .value("instance-id", instance.id())
                .value("instance-life-cycle", "on-demand")
                .value("instance-type", spec.typeName())
                .value("kernel-id", spec.kernel())
                .value("local-hostname", host)
                .value("local-ipv4", instance.port().address())
                .value("mac", instance.port().mac())
                .with("network", NetworkEntries.of(instance, host, facts))
                .with(
                        "placement",
                        new Directory()
                                .value("availability-zone", spec.zone())
                                // As DescribeAvailabilityZones has it: a zone's id is its name.
                                .value("availability-zone-id", spec.zone())
                                .value("region", facts.region()))
                .value("profile", "default-hvm")
                // Clients of 2010 ask for these and take an empty answer as none.
                .value("public-hostname", facts.publicName())
                .value("public-ipv4", facts.publicAddress().map(Ipv4::value).orElse(""));
        spec.publicKey().ifPresent(key -> data.with("public-keys", keys(spec, key)));
        // Of 2010. It is a look at all instances of the project, and cloud-init reads what is
        // listed.
        spec.keyName().ifPresent(name -> data.unlisted("mpi", mpi(name, facts)));
        if (spec.options().metadata().tags()) {
            Directory tags = new Directory();
            new TreeMap<>(instance.tags()).forEach(tags::value);
            data.with("tags", new Directory().with("instance", tags));
        }
        return data.value("ramdisk-id", spec.ramdisk())
                .value("reservation-id", instance.reservation())
                .value("security-groups", NetworkEntries.groups(instance))
                .with(
                        "services",
                        new Directory().value("domain", "novalocal").value("partition", "aws"));
    }

    /** EC2 says these without their folder, but for the root's. */
    private static Directory devices(String root, List<Volume> volumes) {
        Directory devices = new Directory().value("ami", root.replace("/dev/", ""));
        int number = 1;
        for (Volume volume : volumes) {
            String name = volume.attachment().map(Attachment::device).orElse("");
            devices.value("ebs" + number++, name.replace("/dev/", ""));
        }
        return devices.value("root", root);
    }

    private static Directory keys(LaunchSpec spec, String key) {
        return new Directory()
                .labelled(
                        "0",
                        "0=" + spec.keyName().orElse(""),
                        new Directory().value("openssh-key", key));
    }

    private static Directory mpi(String keyName, Facts facts) {
        return new Directory()
                .later(
                        keyName,
                        () ->
                                facts.sameKey().get().stream()
                                        .map(
                                                one ->
                                                        "%s slots=%d"
                                                                .formatted(
                                                                        one.port().address(),
                                                                        one.spec().type().vcpus()))
                                        .collect(Collectors.joining("\n")));
    }

    static String hostName(Instance instance) {
        return "ip-" + instance.port().address().value().replace('.', '-') + ".novalocal";
    }
}
