package io.nova.frontend.s3;

import java.util.List;
import java.util.Optional;

/** Headers that change what a write means and cannot be heeded: refused, never ignored. */
final class RefusedHeaders {

    private static final List<String> UNKNOWN =
            List.of(
                    "x-amz-server-side-encryption",
                    "x-amz-server-side-encryption-aws-kms-key-id",
                    "x-amz-server-side-encryption-context",
                    "x-amz-server-side-encryption-bucket-key-enabled",
                    "x-amz-server-side-encryption-customer-algorithm",
                    "x-amz-server-side-encryption-customer-key",
                    "x-amz-server-side-encryption-customer-key-md5",
                    "x-amz-copy-source-server-side-encryption-customer-algorithm",
                    "x-amz-object-lock-mode",
                    "x-amz-object-lock-retain-until-date",
                    "x-amz-object-lock-legal-hold",
                    "x-amz-website-redirect-location",
                    "x-amz-mfa",
                    "x-amz-source-expected-bucket-owner",
                    "x-amz-write-offset-bytes");

    private RefusedHeaders() {}

    static void check(S3Call call) {
        for (String name : UNKNOWN) {
            if (call.header(name).isPresent()) {
                throw S3Fault.notImplemented(name);
            }
        }
        refuseUnless(call, "x-amz-bucket-object-lock-enabled", "false");
        Optional<String> storageClass = call.header("x-amz-storage-class");
        if (storageClass.isPresent() && !storageClass.get().equals("STANDARD")) {
            throw new S3Fault(
                            S3Code.InvalidStorageClass,
                            "The storage class you specified is not valid")
                    .with("StorageClassRequested", storageClass.get());
        }
    }

    private static void refuseUnless(S3Call call, String name, String harmless) {
        Optional<String> value = call.header(name);
        if (value.isPresent() && !value.get().equalsIgnoreCase(harmless)) {
            throw S3Fault.notImplemented(name + ": " + value.get());
        }
    }

    /** Refuses keys to an object of which every reader has the plain bytes. */
    static void checkRead(S3Call call) {
        if (call.header("x-amz-server-side-encryption-customer-algorithm").isPresent()
                || call.header("x-amz-server-side-encryption-customer-key").isPresent()) {
            throw new S3Fault(
                    S3Code.InvalidRequest,
                    "The encryption parameters are not applicable to this object.");
        }
    }
}
