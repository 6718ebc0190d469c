package io.nova.frontend.ec2.action;

import io.nova.frontend.ec2.query.Filters;
import io.nova.model.compute.InstanceType;

/** The filters of DescribeInstanceTypes: on what {@link InstanceTypeXml} shows, and on no more. */
final class InstanceTypeFilters {

    private InstanceTypeFilters() {}

    static final Filters<InstanceType> FILTERS = filters();

    private static Filters<InstanceType> filters() {
        Filters.Builder<InstanceType> filters = new Filters.Builder<>();
        sizes(filters);
        abilities(filters);
        volumes(filters);
        network(filters);
        return filters.build();
    }

    private static void sizes(Filters.Builder<InstanceType> filters) {
        filters.on("instance-type", InstanceType::name)
                .on("memory-info.size-in-mib", InstanceType::memoryMib)
                .on("vcpu-info.default-vcpus", InstanceType::vcpus)
                .on("vcpu-info.default-cores", InstanceType::vcpus)
                .on("vcpu-info.valid-cores", InstanceType::vcpus)
                .onSame(1, "vcpu-info.default-threads-per-core")
                .onSame(1, "vcpu-info.valid-threads-per-core")
                .onSame(true, "instance-storage-supported")
                .on("instance-storage-info.total-size-in-gb", InstanceType::diskGib)
                .onSame(InstanceTypeXml.NO, "instance-storage-info.encryption-support")
                .onSame(InstanceTypeXml.NO, "instance-storage-info.nvme-support")
                .onNothing("instance-storage-info.disk.count", "instance-storage-info.disk.type")
                .onNothing("instance-storage-info.disk.size-in-gb");
    }

    private static void abilities(Filters.Builder<InstanceType> filters) {
        filters.onSame(true, "current-generation")
                .onSame(false, "auto-recovery-supported", "bare-metal", "free-tier-eligible")
                .onSame(false, "burstable-performance-supported", "dedicated-hosts-supported")
                .onSame(false, "hibernation-supported")
                .onSame(InstanceTypeXml.HYPERVISOR, "hypervisor")
                .onSame(InstanceTypeXml.NO, "nitro-enclaves-support", "nitro-tpm-support")
                .onSame(InstanceTypeXml.NO, "reboot-migration-support")
                .onSame("x86_64", "processor-info.supported-architecture")
                .onSame(InstanceXml.FIRMWARE, "supported-boot-mode")
                .onSame("instance-store", "supported-root-device-type")
                .onSame("on-demand", "supported-usage-class")
                .onSame("hvm", "supported-virtualization-type")
                .onNothing("nitro-tpm-info.supported-versions")
                .onNothing("processor-info.supported-features")
                .onNothing("processor-info.sustained-clock-speed-in-ghz");
    }

    private static void volumes(Filters.Builder<InstanceType> filters) {
        String optimized = "ebs-info.ebs-optimized-info.";
        filters.onSame(InstanceTypeXml.NO, "ebs-info.ebs-optimized-support")
                .onSame(InstanceTypeXml.NO, "ebs-info.encryption-support")
                .onSame(InstanceTypeXml.NO, "ebs-info.nvme-support")
                .onNothing("ebs-info.attachment-limit-type", "ebs-info.maximum-ebs-attachments")
                .onNothing(optimized + "baseline-bandwidth-in-mbps", optimized + "baseline-iops")
                .onNothing(optimized + "baseline-throughput-in-mbps")
                .onNothing(optimized + "maximum-bandwidth-in-mbps", optimized + "maximum-iops")
                .onNothing(optimized + "maximum-throughput-in-mbps");
    }

    private static void network(Filters.Builder<InstanceType> filters) {
        String network = "network-info.";
        filters.onSame(1, network + "maximum-network-interfaces")
                .onSame(1, network + "maximum-network-cards")
                .onSame(1, network + "ipv4-addresses-per-interface")
                .onSame(0, network + "ipv6-addresses-per-interface")
                .onSame(false, network + "ipv6-supported", network + "efa-supported")
                .onSame(false, network + "encryption-in-transit-supported")
                .onSame(InstanceTypeXml.NO, network + "ena-support")
                .onSame(InstanceTypeXml.NO, network + "flexible-ena-queues-support")
                .onNothing(network + "bandwidth-weightings", network + "network-performance")
                .onNothing(network + "efa-info.maximum-efa-interfaces");
    }
}
