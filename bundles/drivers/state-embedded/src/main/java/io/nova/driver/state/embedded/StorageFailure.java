package io.nova.driver.state.embedded;

/** RocksDB failed: what it was told may or may not be on the disk. */
final class StorageFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StorageFailure(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
