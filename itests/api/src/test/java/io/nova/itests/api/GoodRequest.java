package io.nova.itests.api;

import io.nova.frontend.ec2.ActionSpec;
import io.nova.model.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests that succeed, for any action, about what a project has. What an action cannot be without
 * follows from what it declares; the table has the rest.
 */
final class GoodRequest {

    /**
     * What a request needs: always, or to use what stands after the slash. At an at sign begins
     * what the project has; a minus takes a parameter away that cannot be there as well.
     */
    private static final String TABLE =
            """
            AssociateAddress AllocationId=@FreeAllocationId InstanceId=@InstanceId
            AssociateAddress/PublicIp -AllocationId
            AssociateAddress/NetworkInterfaceId -InstanceId
            AssociateAddress/PrivateIpAddress PrivateIpAddress=@PrivateIpAddress
            AttachVolume Device=/dev/vdg
            AuthorizeSecurityGroupEgress GroupId=@GroupId IpPermissions.1.IpProtocol=tcp \
            IpPermissions.1.FromPort=80 IpPermissions.1.ToPort=81 \
            IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8
            AuthorizeSecurityGroupIngress GroupId=@GroupId IpPermissions.1.IpProtocol=tcp \
            IpPermissions.1.FromPort=80 IpPermissions.1.ToPort=81 \
            IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8
            CreateImage Name=another
            CreateImage/BlockDeviceMapping BlockDeviceMapping.1.DeviceName=/dev/vdh \
            BlockDeviceMapping.1.Ebs.VolumeSize=1
            CreateKeyPair KeyName=another KeyType=ed25519
            CreateSecurityGroup GroupName=another
            CreateSecurityGroup/GroupName GroupName=another
            CreateTags Tag.1.Key=another
            CreateVolume Size=1
            DeleteKeyPair KeyName=@KeyName
            DeleteKeyPair/KeyPairId -KeyName
            DeleteSecurityGroup GroupId=@SpareGroupId
            DeleteSecurityGroup/GroupName -GroupId
            DescribeImageAttribute Attribute=launchPermission
            DescribeInstanceAttribute Attribute=instanceType
            DescribeVpcAttribute Attribute=enableDnsSupport
            DetachVolume VolumeId=@AttachedVolumeId
            DisassociateAddress AssociationId=@AssociationId
            DisassociateAddress/PublicIp -AssociationId
            ImportKeyPair KeyName=another PublicKeyMaterial=@PublicKey
            ModifyImageAttribute Description.Value=other
            ModifyImageAttribute/LaunchPermission -Description.Value
            ModifyImageAttribute/UserId -Description.Value OperationType=add
            ModifyImageAttribute/UserGroup -Description.Value OperationType=add
            ModifyInstanceAttribute DisableApiStop.Value=true
            ModifyInstanceAttribute/Kernel.Value Kernel.Value=@ImageId
            ModifyInstanceAttribute/Ramdisk.Value Ramdisk.Value=@ImageId
            ModifyInstanceAttribute/BlockDeviceMapping BlockDeviceMapping.1.DeviceName=/dev/vdf \
            BlockDeviceMapping.1.Ebs.DeleteOnTermination=true
            ModifyInstanceMetadataOptions HttpTokens=required
            RegisterImage Name=another ImageLocation=@ImageLocation
            RegisterImage/BlockDeviceMapping -ImageLocation \
            BlockDeviceMapping.1.DeviceName=/dev/vda \
            BlockDeviceMapping.1.Ebs.SnapshotId=@SnapshotId
            ReleaseAddress AllocationId=@FreeAllocationId
            ReleaseAddress/PublicIp -AllocationId
            ResetImageAttribute Attribute=launchPermission
            RevokeSecurityGroupEgress GroupId=@GroupId IpPermissions.1.IpProtocol=-1 \
            IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0
            RevokeSecurityGroupIngress GroupId=@GroupId IpPermissions.1.IpProtocol=tcp \
            IpPermissions.1.FromPort=22 IpPermissions.1.ToPort=22 \
            IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0
            RunInstances InstanceType=m1.tiny
            RunInstances/BlockDeviceMapping BlockDeviceMapping.1.DeviceName=/dev/vdh \
            BlockDeviceMapping.1.Ebs.VolumeSize=1
            RunInstances/NetworkInterface NetworkInterface.1.DeviceIndex=0
            AllocateAddress/TagSpecification TagSpecification.1.ResourceType=elastic-ip
            AuthorizeSecurityGroupEgress/TagSpecification \
            TagSpecification.1.ResourceType=security-group-rule
            AuthorizeSecurityGroupIngress/TagSpecification \
            TagSpecification.1.ResourceType=security-group-rule
            */Filter Filter.1.Name=tag:Name Filter.1.Value.1=x
            */GroupName -GroupId
            */IpPermissions.N.Groups IpPermissions.1.Groups.1.GroupId=@GroupId
            */IpPermissions.N.Groups.N.GroupName -IpPermissions.1.Groups.1.GroupId
            */IpPermissions.N.Ipv6Ranges IpPermissions.1.Ipv6Ranges.1.CidrIpv6=2001:db8::/32
            */SecurityGroupRuleId -IpPermissions
            */SourceSecurityGroupName -IpPermissions
            */SourceSecurityGroupOwnerId -IpPermissions SourceSecurityGroupName=@GroupName
            */CidrIp -IpPermissions IpProtocol=tcp FromPort=80 ToPort=81
            */FromPort -IpPermissions IpProtocol=tcp ToPort=81 CidrIp=10.0.0.0/8
            */IpProtocol -IpPermissions FromPort=80 ToPort=81 CidrIp=10.0.0.0/8
            */ToPort -IpPermissions IpProtocol=tcp FromPort=80 CidrIp=10.0.0.0/8
            */Tag Tag.1.Key=another
            */TagSpecification TagSpecification.1.ResourceType=@@ TagSpecification.1.Tag.1.Key=x
            """;

    /** Where a number stands in what an action declares. */
    static final String NUMBER = "\\.N(?=\\.|$)";

    private static final Map<String, List<String>> LINES = lines();

    private static final Map<String, String> PLAIN =
            Map.of(
                    "MinCount", "1",
                    "MaxCount", "1",
                    "AvailabilityZone", "nova",
                    "InstanceType", "m1.tiny",
                    "IpProtocol", "tcp",
                    "FromPort", "80",
                    "ToPort", "81",
                    "CidrIp", "10.0.0.0/8",
                    "CidrIpv6", "2001:db8::/32",
                    "PublicKey",
                            "c3NoLWVkMjU1MTkgQUFBQUMzTnphQzFsWkRJMU5URTVBQUFBSUNFMDdKb1d4ZFRFMEJ2cDBi"
                                    + "UmVqQlVnblBOQ3d2VnpxQ3krVzlsbFByM0kgbm92YQ==");

    private final ActionSpec spec;
    private final Belongings own;
    private final Map<String, String> base = new TreeMap<>();

    GoodRequest(ActionSpec spec, Belongings own) {
        this.spec = spec;
        this.own = own;
        for (String parameter : spec.required()) {
            for (String form : spec.parameters()) {
                if (form.equals(parameter) || form.equals(parameter + ".N")) {
                    base.put(first(form), value(form));
                }
            }
        }
        apply(spec.name(), base);
    }

    private static Map<String, List<String>> lines() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        TABLE.lines()
                .map(line -> List.of(line.strip().split(" +", -1)))
                .forEach(words -> lines.put(words.get(0), words.subList(1, words.size())));
        return lines;
    }

    /** Returns the shortest request. */
    Map<String, String> parameters() {
        return new TreeMap<>(base);
    }

    /** Returns a request in which the parameter is given, the first of its list, with the value. */
    Map<String, String> with(String form, String value) {
        Map<String, String> request = around(form);
        request.put(first(form), value);
        return request;
    }

    /** Returns a request in which the parameter can be given. */
    Map<String, String> around(String form) {
        Map<String, String> request = parameters();
        for (String action : List.of("*", spec.name())) {
            for (String prefix : prefixes(form)) {
                apply(action + "/" + prefix, request);
            }
        }
        return request;
    }

    /** Returns something good for the parameter. */
    String value(String form) {
        String last = last(form);
        return PLAIN.getOrDefault(last, own.value(form));
    }

    /** Returns the name of the first in a list, and in lists in lists. */
    static String first(String form) {
        return form.replaceAll(NUMBER, ".1");
    }

    /** Returns the last word of the name. */
    static String last(String form) {
        return form.replaceAll(NUMBER, "").replaceAll(".*\\.", "");
    }

    /** Returns the names above the name and itself, the longest last, without an N at the end. */
    private static List<String> prefixes(String form) {
        List<String> prefixes = new ArrayList<>();
        for (int dot = form.indexOf('.'); dot >= 0; dot = form.indexOf('.', dot + 1)) {
            prefixes.add(form.substring(0, dot));
        }
        prefixes.add(form);
        prefixes.removeIf(prefix -> prefix.endsWith(".N"));
        return prefixes;
    }

    private void apply(String line, Map<String, String> request) {
        for (String word : LINES.getOrDefault(line, List.of())) {
            if (word.startsWith("-")) {
                String gone = word.substring(1);
                request.keySet().removeIf(name -> (name + ".").startsWith(gone + "."));
                continue;
            }
            String[] pair = word.split("=", 2);
            request.put(pair[0], pair[1].startsWith("@") ? named(pair[1].substring(1)) : pair[1]);
        }
    }

    private String named(String what) {
        return what.equals("@") ? kind(spec.resource()) : value(what);
    }

    private static String kind(ResourceType resource) {
        return resource.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
