package io.nova.frontend.ec2.action;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.compute.InstanceType;
import java.util.List;

/** How EC2 writes an instance type. */
final class InstanceTypeXml {

    /** Of what can be had or not. */
    static final String NO = "unsupported";

    /** EC2 has two words, of which QEMU is neither; instances and images say this one too. */
    static final String HYPERVISOR = "xen";

    private InstanceTypeXml() {}

    static void write(XmlWriter xml, InstanceType type) {
        xml.text("instanceType", type.name())
                .text("currentGeneration", true)
                .text("freeTierEligible", false)
                .items("supportedUsageClasses", List.of("on-demand"), xml::raw)
                .items("supportedRootDeviceTypes", List.of("instance-store"), xml::raw)
                .items("supportedVirtualizationTypes", List.of("hvm"), xml::raw)
                .text("bareMetal", false)
                .text("hypervisor", HYPERVISOR)
                .element(
                        "processorInfo",
                        () -> xml.items("supportedArchitectures", List.of("x86_64"), xml::raw))
                .element("vCpuInfo", () -> processors(xml, type))
                .element("memoryInfo", () -> xml.text("sizeInMiB", type.memoryMib()))
                .text("instanceStorageSupported", true)
                .element(
                        "instanceStorageInfo",
                        () ->
                                xml.text("totalSizeInGB", type.diskGib())
                                        .text("nvmeSupport", NO)
                                        .text("encryptionSupport", NO))
                .element(
                        "ebsInfo",
                        () ->
                                xml.text("ebsOptimizedSupport", NO)
                                        .text("encryptionSupport", NO)
                                        .text("nvmeSupport", NO))
                .element("networkInfo", () -> network(xml))
                .text("hibernationSupported", false)
                .text("burstablePerformanceSupported", false)
                .text("dedicatedHostsSupported", false)
                .text("autoRecoverySupported", false)
                .items("supportedBootModes", List.of(InstanceXml.FIRMWARE), xml::raw)
                .text("nitroEnclavesSupport", NO)
                .text("nitroTpmSupport", NO);
    }

    private static void processors(XmlWriter xml, InstanceType type) {
        String cores = Integer.toString(type.vcpus());
        xml.text("defaultVCpus", cores)
                .text("defaultCores", cores)
                .text("defaultThreadsPerCore", 1)
                .items("validCores", List.of(cores), xml::raw)
                .items("validThreadsPerCore", List.of("1"), xml::raw);
    }

    private static void network(XmlWriter xml) {
        xml.text("maximumNetworkInterfaces", 1)
                .text("maximumNetworkCards", 1)
                .text("defaultNetworkCardIndex", 0)
                .text("ipv4AddressesPerInterface", 1)
                .text("ipv6AddressesPerInterface", 0)
                .text("ipv6Supported", false)
                .text("enaSupport", NO)
                .text("efaSupported", false)
                .text("encryptionInTransitSupported", false);
    }
}
