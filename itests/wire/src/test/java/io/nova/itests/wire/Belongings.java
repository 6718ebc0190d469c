package io.nova.itests.wire;

import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the administrator's project has, and what lies in the folder of the object store.
 *
 * @param things their names, by their kind
 */
record Belongings(Map<String, Set<String>> things) {

    static Belongings of(Cloud cloud) {
        Client ec2 = cloud.ec2();
        Map<String, Set<String>> things = new TreeMap<>();
        things.put("instances", ec2.states().keySet());
        things.put("images", named(ec2, "DescribeImages", "imageId"));
        things.put("key pairs", named(ec2, "DescribeKeyPairs", "keyName"));
        things.put("volumes", named(ec2, "DescribeVolumes", "volumeId"));
        things.put("snapshots", named(ec2, "DescribeSnapshots", "snapshotId"));
        things.put("addresses", named(ec2, "DescribeAddresses", "publicIp"));
        things.put("security groups", named(ec2, "DescribeSecurityGroups", "groupId"));
        things.put(
                "buckets", Set.copyOf(cloud.s3().send("GET", "/", new byte[0]).ok().all("Name")));
        things.put("files", files(cloud.home().resolve("objects")));
        return new Belongings(things);
    }

    /** Returns what is here and was not there before, by kind; kinds without any are left out. */
    Map<String, Set<String>> beyond(Belongings before) {
        Map<String, Set<String>> more = new TreeMap<>();
        things.forEach(
                (kind, names) -> {
                    Set<String> added = new TreeSet<>(names);
                    added.removeAll(before.things.getOrDefault(kind, Set.of()));
                    if (!added.isEmpty()) {
                        more.put(kind, added);
                    }
                });
        return more;
    }

    private static Set<String> named(Client ec2, String action, String element) {
        return Set.copyOf(ec2.call(action).ok().all(element));
    }

    private static Set<String> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
