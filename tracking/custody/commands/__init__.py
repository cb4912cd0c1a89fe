"""Acts of custody, one public function a verb."""
