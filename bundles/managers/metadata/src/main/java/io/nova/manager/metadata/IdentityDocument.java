package io.nova.manager.metadata;

import io.nova.api.compute.IdentityDocumentSigner;
import io.nova.json.Json;
import io.nova.manager.metadata.Entry.Directory;
import io.nova.model.compute.Instance;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an instance shows to others to tell who it is, and the signatures by which they believe it.
 * The text is the same at each read, or no signature would fit.
 */
final class IdentityDocument {

    /** Long enough for every base64 reader's line and short enough for that of PEM. */
    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private IdentityDocument() {}

    static Directory of(Instance instance, String region, IdentityDocumentSigner signer) {
        String document = text(instance, region);
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        return new Directory()
                .value("document", document)
                .later("pkcs7", () -> LINES.encodeToString(signer.pkcs7(bytes)))
                .later("rsa2048", () -> LINES.encodeToString(signer.rsa2048(bytes)))
                .later("signature", () -> LINES.encodeToString(signer.signature(bytes)));
    }

    /** EC2's fields in EC2's order and spacing: some readers take them by line. */
    private static String text(Instance instance, String region) {
        Map<String, Optional<?>> fields = new LinkedHashMap<>();
        fields.put("accountId", Optional.of(instance.project()));
        fields.put("architecture", Optional.of("x86_64"));
        fields.put("availabilityZone", Optional.of(instance.spec().zone()));
        fields.put("billingProducts", Optional.empty());
        fields.put("devpayProductCodes", Optional.empty());
        fields.put("marketplaceProductCodes", Optional.empty());
        fields.put("imageId", Optional.of(instance.spec().image()));
        fields.put("instanceId", Optional.of(instance.id()));
        fields.put("instanceType", Optional.of(instance.spec().typeName()));
        fields.put("kernelId", instance.spec().kernel());
        fields.put(
                "pendingTime", Optional.of(instance.launchTime().truncatedTo(ChronoUnit.SECONDS)));
        fields.put("privateIp", Optional.of(instance.port().address()));
        fields.put("ramdiskId", instance.spec().ramdisk());
        fields.put("region", Optional.of(region));
        fields.put("version", Optional.of("2017-09-30"));
        return fields.entrySet().stream()
                .map(
                        field ->
                                "  \"%s\" : %s"
                                        .formatted(
                                                field.getKey(),
                                                field.getValue()
                                                        .map(value -> Json.write(value.toString()))
                                                        .orElse("null")))
                .collect(Collectors.joining(",\n", "{\n", "\n}"));
    }
}
