package io.nova.frontend.ec2.action;

import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.compute.InstanceType;
import java.util.List;

/** How EC2 writes an instance type. */
final class InstanceTypeXml {

    private InstanceTypeXml() {}

    static void write(XmlWriter xml, InstanceType type) {
        xml.text("instanceType", type.name())
                .text("currentGeneration", true)
                .text("freeTierEligible", false)
                .items("supportedUsageClasses", List.of("on-demand"), xml::raw)
                .items("supportedRootDeviceTypes", List.of("instance-store"), xml::raw)
                .items("supportedVirtualizationTypes", List.of("hvm"), xml::raw)
                .text("bareMetal", false)
                .element(
                        "processorInfo",
                        () -> xml.items("supportedArchitectures", List.of("x86_64"), xml::raw))
                .element(
                        "vCpuInfo",
                        () ->
                                xml.text("defaultVCpus", type.vcpus())
                                        .text("defaultCores", type.vcpus())
                                        .text("defaultThreadsPerCore", 1))
                .element("memoryInfo", () -> xml.text("sizeInMiB", type.memoryMib()))
                .text("burstablePerformanceSupported", false)
                .text("instanceStorageSupported", true)
                .element("instanceStorageInfo", () -> xml.text("totalSizeInGB", type.diskGib()))
                .element(
                        "networkInfo",
                        () ->
                                xml.text("maximumNetworkInterfaces", 1)
                                        .text("ipv4AddressesPerInterface", 1)
                                        .text("ipv6Supported", false));
    }
}
