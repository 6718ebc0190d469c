package io.nova.itests.api;

import io.nova.itests.api.ApiClient.Answer;
import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import io.nova.protocol.GuestReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A long list that a project can add to and take from.
 *
 * @param action which shows it
 * @param elements that name each row, in a line
 * @param ids the parameter that selects rows; empty if there is none
 * @param filter on what rows are named by, in elements the last; empty if there is none
 * @param add makes a row and returns its name
 * @param remove takes the row of the name away
 * @param own whose list it is
 */
record Listing(
        String action,
        String elements,
        String ids,
        String filter,
        Supplier<String> add,
        Consumer<String> remove,
        Belongings own) {

    /** Makes the rows of all lists that projects can change. */
    static Stream<Listing> all(Belongings own) {
        Rows rows = new Rows(own);
        return Stream.of(
                new Listing(
                        "DescribeImages",
                        "imageId",
                        "ImageId",
                        "image-id",
                        rows::image,
                        rows::noImage,
                        own),
                new Listing(
                        "DescribeInstances",
                        "instanceId",
                        "InstanceId",
                        "instance-id",
                        rows::instance,
                        rows::noInstance,
                        own),
                new Listing(
                        "DescribeInstanceStatus",
                        "instanceId",
                        "InstanceId",
                        "",
                        rows::instance,
                        rows::noInstance,
                        own),
                new Listing(
                        "DescribeNetworkInterfaces",
                        "networkInterfaceId",
                        "NetworkInterfaceId",
                        "network-interface-id",
                        rows::port,
                        rows::noPort,
                        own),
                new Listing(
                        "DescribeSecurityGroups",
                        "groupName",
                        "GroupName",
                        "group-name",
                        rows::group,
                        rows::noGroup,
                        own),
                new Listing(
                        "DescribeSecurityGroupRules",
                        "securityGroupRuleId",
                        "SecurityGroupRuleId",
                        "security-group-rule-id",
                        rows::rule,
                        rows::noRule,
                        own),
                new Listing(
                        "DescribeSnapshots",
                        "snapshotId",
                        "SnapshotId",
                        "snapshot-id",
                        rows::snapshot,
                        rows::noSnapshot,
                        own),
                new Listing(
                        "DescribeTags", "resourceId key", "", "key", rows::tag, rows::noTag, own),
                new Listing(
                        "DescribeVolumes",
                        "volumeId",
                        "VolumeId",
                        "volume-id",
                        rows::volume,
                        rows::noVolume,
                        own));
    }

    @Override
    public String toString() {
        return action;
    }

    /** Shows the list, or a part of it. */
    Answer ask(Map<String, String> parameters) {
        return own.client.call(action, parameters).ok();
    }

    /** Tells whether what is taken away is shown for a while, as instances are. */
    boolean keeps() {
        return action.equals("DescribeInstances");
    }

    /** Returns the names of the rows that an answer shows. */
    List<String> rows(Answer answer) {
        List<List<String>> columns =
                Stream.of(elements.split(" ", -1)).map(answer::ofItems).toList();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < columns.get(0).size(); i++) {
            int row = i;
            rows.add(String.join(" ", columns.stream().map(column -> column.get(row)).toList()));
        }
        return rows;
    }

    /** How rows are made and taken away. */
    private record Rows(Belongings own, AtomicInteger numbers) {

        Rows(Belongings own) {
            this(own, new AtomicInteger());
        }

        private Answer ask(String action, String... parameters) {
            return own.client.call(action, parameters).ok();
        }

        private String next() {
            return "row" + numbers.incrementAndGet();
        }

        String image() {
            String location = own.value("ImageLocation");
            return ask("RegisterImage", "Name", next(), "ImageLocation", location).text("imageId");
        }

        void noImage(String id) {
            ask("DeregisterImage", "ImageId", id);
        }

        private Answer launched() {
            String image = own.value("ImageId");
            Answer run =
                    ask(
                            "RunInstances",
                            "ImageId",
                            image,
                            "MinCount",
                            "1",
                            "MaxCount",
                            "1",
                            "InstanceType",
                            "m1.tiny");
            seen(run.text("instanceId"), 1, PowerState.ON);
            return run;
        }

        private void seen(String instance, int generation, PowerState power) {
            own.api.report(new GuestReport(new InstanceId(instance), generation, power, "", false));
        }

        String instance() {
            return launched().text("instanceId");
        }

        void noInstance(String id) {
            ask("TerminateInstances", "InstanceId.1", id);
            seen(id, 2, PowerState.GONE);
        }

        String port() {
            return launched().text("networkInterfaceId");
        }

        void noPort(String id) {
            noInstance(
                    ask("DescribeNetworkInterfaces", "NetworkInterfaceId.1", id)
                            .text("instanceId"));
        }

        String group() {
            String name = next();
            ask("CreateSecurityGroup", "GroupName", name, "GroupDescription", "a row");
            return name;
        }

        void noGroup(String name) {
            ask("DeleteSecurityGroup", "GroupName", name);
        }

        String rule() {
            String port = String.valueOf(1000 + numbers.incrementAndGet());
            return ask(
                            "AuthorizeSecurityGroupIngress",
                            "GroupId",
                            own.value("GroupId"),
                            "IpPermissions.1.IpProtocol",
                            "tcp",
                            "IpPermissions.1.FromPort",
                            port,
                            "IpPermissions.1.ToPort",
                            port,
                            "IpPermissions.1.IpRanges.1.CidrIp",
                            "10.0.0.0/8")
                    .text("securityGroupRuleId");
        }

        void noRule(String id) {
            String group = own.value("GroupId");
            ask("RevokeSecurityGroupIngress", "GroupId", group, "SecurityGroupRuleId.1", id);
        }

        String volume() {
            String id =
                    ask("CreateVolume", "Size", "1", "AvailabilityZone", "nova").text("volumeId");
            own.api.volumes();
            return id;
        }

        void noVolume(String id) {
            ask("DeleteVolume", "VolumeId", id);
            own.api.volumes();
        }

        String snapshot() {
            String id = ask("CreateSnapshot", "VolumeId", own.value("VolumeId")).text("snapshotId");
            own.api.volumes();
            return id;
        }

        void noSnapshot(String id) {
            // What is seen by its owner goes at once, the record when the host has removed it.
            ask("DeleteSnapshot", "SnapshotId", id);
        }

        String tag() {
            String key = next();
            String image = own.value("ImageId");
            ask("CreateTags", "ResourceId.1", image, "Tag.1.Key", key, "Tag.1.Value", "x");
            return image + " " + key;
        }

        void noTag(String row) {
            String[] words = row.split(" ", 2);
            ask("DeleteTags", "ResourceId.1", words[0], "Tag.1.Key", words[1]);
        }
    }
}
