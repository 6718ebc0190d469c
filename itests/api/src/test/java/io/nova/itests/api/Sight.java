package io.nova.itests.api;

import io.nova.frontend.ec2.ActionSpec;
import io.nova.itests.api.ApiClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that a project sees of itself: every describe, and every attribute of what it has. */
final class Sight {

    private static final Map<String, List<String>> ATTRIBUTES =
            Map.of(
                    "DescribeInstanceAttribute",
                    List.of(
                            "InstanceId",
                            "instanceType",
                            "kernel",
                            "ramdisk",
                            "userData",
                            "disableApiTermination",
                            "disableApiStop",
                            "instanceInitiatedShutdownBehavior",
                            "rootDeviceName",
                            "sourceDestCheck",
                            "groupSet",
                            "blockDeviceMapping"),
                    "DescribeImageAttribute",
                    List.of(
                            "ImageId",
                            "launchPermission",
                            "description",
                            "kernel",
                            "ramdisk",
                            "blockDeviceMapping"),
                    "DescribeVpcAttribute",
                    List.of("VpcId", "enableDnsSupport", "enableDnsHostnames"));

    private Sight() {}

    /** Returns what is seen by the action, and attribute, that shows it. */
    static Map<String, String> of(WholeApi api, Belongings project) {
        // A host that is silent for a while is another sight.
        api.report();
        Map<String, String> seen = new TreeMap<>();
        for (ActionSpec spec : api.actions()) {
            if (!spec.mutates() && spec.required().isEmpty()) {
                // Others may well have shown their images to everybody.
                String[] mine =
                        spec.name().equals("DescribeImages")
                                ? new String[] {"Owner.1", "self"}
                                : new String[] {};
                seen.put(spec.name(), shown(project.client.call(spec.name(), mine)));
            }
        }
        ATTRIBUTES.forEach(
                (action, names) ->
                        names.subList(1, names.size())
                                .forEach(
                                        name ->
                                                seen.put(
                                                        action + " " + name,
                                                        shown(
                                                                project.client.call(
                                                                        action,
                                                                        names.get(0),
                                                                        project.value(names.get(0)),
                                                                        "Attribute",
                                                                        name)))));
        return seen;
    }

    /** What is gone is seen as an error. */
    private static String shown(Answer answer) {
        // The addresses of a zone are for all projects.
        return answer.withoutId().replaceAll("<availableIpAddressCount>\\d+", "");
    }
}
