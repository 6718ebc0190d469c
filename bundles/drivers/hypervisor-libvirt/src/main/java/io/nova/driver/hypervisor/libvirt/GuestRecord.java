package io.nova.driver.hypervisor.libvirt;

import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.spi.hypervisor.GuestSpec;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What is written into a domain's metadata: it marks the domain as this cloud's, and is all that a
 * driver needs to adopt it.
 */
record GuestRecord(
        InstanceId instance, ProjectId project, long generation, int vcpus, int memoryMib) {

    static final String NAMESPACE = "urn:nova:instance:1";
    static final String PREFIX = "nova";

    static GuestRecord of(GuestSpec spec) {
        return new GuestRecord(
                spec.instance(), spec.project(), spec.generation(), spec.vcpus(), spec.memoryMib());
    }

    GuestRecord marked(long newGeneration) {
        return new GuestRecord(instance, project, newGeneration, vcpus, memoryMib);
    }

    /**
     * Returns the UUID of an instance's domain. It is made from the id, so that a domain is found
     * without a list; and begins with {@code ec2}, by which a guest's cloud-init knows that it may
     * ask for EC2 metadata.
     */
    static String uuid(InstanceId instance) {
        byte[] digest;
        try {
            digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(instance.value().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        String hex = "ec2%064x".formatted(new BigInteger(1, digest));
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20, 32));
    }
}
