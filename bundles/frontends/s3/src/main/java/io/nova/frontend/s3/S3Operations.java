package io.nova.frontend.s3;

/** A group of operations on one thing. A new one is a file and a line in {@link S3Services}. */
interface S3Operations {

    /** Adds the operations to those that requests may ask for. */
    void addTo(S3Routes routes);
}
