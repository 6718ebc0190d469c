package io.nova.frontend.s3;

import io.nova.api.objectstore.BucketConfig;
import io.nova.api.objectstore.BucketConfigService;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.objectstore.BucketPart;
import java.io.IOException;

/** What pages of other origins may do with a bucket. */
final class CorsOperations implements S3Operations {

    private final BucketConfigService configs;

    CorsOperations(BucketConfigService configs) {
        this.configs = configs;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("GetBucketCors", "GET", Level.BUCKET, "cors", this::get)
                .add("PutBucketCors", "PUT", Level.BUCKET, "cors", this::put)
                .add("DeleteBucketCors", "DELETE", Level.BUCKET, "cors", this::delete);
    }

    private void get(S3Call call) {
        BucketConfig config =
                configs.find(call.context(), call.target().bucketName(), BucketPart.CORS)
                        .orElseThrow(
                                () ->
                                        new S3Fault(
                                                        S3Code.NoSuchCORSConfiguration,
                                                        "The CORS configuration does not exist")
                                                .with("BucketName", call.target().bucket()));
        call.finish(CorsDocument.write(CorsDocument.read(config.text())));
    }

    private void put(S3Call call) throws IOException {
        ChecksumFields.requireSome(call);
        String text = CorsDocument.write(CorsDocument.read(call.document())).toString();
        configs.put(
                call.context(),
                call.target().bucketName(),
                new BucketConfig(BucketPart.CORS, text));
        call.finish(200);
    }

    private void delete(S3Call call) {
        configs.delete(call.context(), call.target().bucketName(), BucketPart.CORS);
        call.finish(204);
    }
}
