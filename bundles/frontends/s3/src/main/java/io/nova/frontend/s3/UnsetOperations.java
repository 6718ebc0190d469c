package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.BucketView;
import io.nova.frontend.s3.S3Routes.Level;
import java.util.function.Consumer;

/**
 * Reads of what no bucket can be given here: each is told to be unset, in the way that S3 has for
 * it. Tools ask for all of it, and stop at an operation that is not there. To set it is refused.
 */
final class UnsetOperations implements S3Operations {

    private final BucketService buckets;

    UnsetOperations(BucketService buckets) {
        this.buckets = buckets;
    }

    @Override
    public void addTo(S3Routes routes) {
        add(
                routes,
                "GetBucketRequestPayment",
                "requestPayment",
                document(
                        BucketView.REQUEST_PAYMENT,
                        "RequestPaymentConfiguration",
                        xml -> xml.text("Payer", "BucketOwner")));
        add(
                routes,
                "GetBucketLogging",
                "logging",
                document(BucketView.LOGGING, "BucketLoggingStatus", xml -> {}));
        add(
                routes,
                "GetBucketAccelerateConfiguration",
                "accelerate",
                document(BucketView.ACCELERATION, "AccelerateConfiguration", xml -> {}));
        add(
                routes,
                "GetBucketNotificationConfiguration",
                "notification",
                document(BucketView.NOTIFICATION, "NotificationConfiguration", xml -> {}));
        add(
                routes,
                "GetBucketWebsite",
                "website",
                missing(
                        BucketView.WEBSITE,
                        S3Code.NoSuchWebsiteConfiguration,
                        "The specified bucket does not have a website configuration"));
        add(
                routes,
                "GetBucketReplication",
                "replication",
                missing(
                        BucketView.REPLICATION,
                        S3Code.ReplicationConfigurationNotFoundError,
                        "The replication configuration was not found"));
        add(
                routes,
                "GetBucketEncryption",
                "encryption",
                missing(
                        BucketView.ENCRYPTION,
                        S3Code.ServerSideEncryptionConfigurationNotFoundError,
                        "The server side encryption configuration was not found"));
        add(
                routes,
                "GetObjectLockConfiguration",
                "object-lock",
                missing(
                        BucketView.OBJECT_LOCK,
                        S3Code.ObjectLockConfigurationNotFoundError,
                        "Object Lock configuration does not exist for this bucket"));
    }

    private static void add(S3Routes routes, String name, String subresource, S3Operation what) {
        routes.add(name, "GET", Level.BUCKET, subresource, what);
    }

    private S3Operation document(BucketView view, String root, Consumer<Xml> content) {
        return call -> {
            buckets.get(call.context(), call.target().bucketName(), view);
            call.finish(Xml.document(root, content));
        };
    }

    private S3Operation missing(BucketView view, S3Code code, String message) {
        return call -> {
            buckets.get(call.context(), call.target().bucketName(), view);
            throw new S3Fault(code, message).with("BucketName", call.target().bucket());
        };
    }
}
