use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::Command;
use std::{fs, thread};

use super::*;

/// Tries things in a thread of its own: confining is for good. Nothing is tried where the kernel
/// cannot confine.
fn confined(permissions: Permissions, attempt: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let run = || match confine(&permissions) {
            Confinement::Full => attempt(),
            // An old kernel, or a container that keeps these calls from us.
            Confinement::Partial | Confinement::None => {}
        };
        scope.spawn(run).join().unwrap();
    });
}

#[test]
fn only_what_is_permitted_can_be_read_and_written() {
    let [inside, outside, out] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    for folder in [&inside, &outside, &out] {
        fs::write(folder.path().join("a"), "x").unwrap();
    }
    let (read, write) = (vec![inside.path().to_owned()], vec![out.path().to_owned()]);
    confined(Permissions { read, write, ..Permissions::default() }, || {
        let file = |folder: &tempfile::TempDir| folder.path().join("a");
        assert_eq!(fs::read(file(&inside)).unwrap(), b"x");
        fs::write(file(&out), "y").unwrap();
        fs::create_dir_all(out.path().join("b/c")).unwrap();
        fs::rename(file(&out), out.path().join("b/c/d")).unwrap();
        for refused in [
            fs::read(file(&outside)).map(drop),
            fs::read("/etc/passwd").map(drop),
            fs::write(file(&inside), "y"),
            fs::write(file(&outside), "y"),
            fs::remove_file(file(&inside)),
            fs::create_dir(inside.path().join("b")),
            fs::hard_link(file(&outside), out.path().join("e")),
        ] {
            let error = refused.unwrap_err();
            let kinds = [std::io::ErrorKind::PermissionDenied, std::io::ErrorKind::CrossesDevices];
            assert!(kinds.contains(&error.kind()), "{error}");
        }
    });
}

#[test]
fn no_program_is_started_and_no_socket_opened() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    confined(Permissions::default(), || {
        assert!(Command::new("/bin/sh").args(["-c", "true"]).status().is_err());
        assert!(TcpStream::connect(address).is_err());
        assert!(TcpListener::bind("127.0.0.1:0").is_err());
        assert!(UdpSocket::bind("127.0.0.1:0").is_err());
    });
    let network = Permissions { network: true, ..Permissions::default() };
    confined(network, || drop(TcpStream::connect(address).unwrap()));
}
